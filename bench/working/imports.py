"""One task of the measurement of imports, in a process of its own: see `bench.imports`."""

import datetime as dt
import json
import random
import resource
import sys
import time
from pathlib import Path

from django.core.management import call_command
from django.db import connection, transaction

from kvita.accounts.models import BillingAccount
from kvita.billing.models import StatementLine
from kvita.core.audit import Actor
from kvita.exchange.enums import BatchState, ImportKind
from kvita.exchange.kinds import ImportOptions
from kvita.exchange.models import ImportBatch
from kvita.exchange.services import import_file, roll_back_batch
from kvita.housing.models import Building, ManagingOrganization, OrganizationSettings, Premise
from kvita.tariffs.models import Service

SERVICES = (
    "Холодная вода", "Горячая вода", "Водоотведение", "Отопление", "Электроснабжение", "Газоснабжение",
    "Содержание жилого помещения", "Капитальный ремонт", "Обращение с ТКО", "Лифт", "Домофон", "Пени",
)  # fmt: skip
FILE, CHANGED = "statements.csv", "changed.csv"
TABLES = ("billing_statement", "billing_statementline")
ACTOR = Actor(kind="command", label="bench")


def main(task: str, directory: Path, accounts: int) -> None:
    """Do one task and print its seconds and the peak memory of the process."""
    seconds = TASKS[task](directory, accounts)
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"seconds": seconds, "memory": memory}))


def prepare(directory: Path, accounts: int) -> float:
    """Store the organisation, write the file, and keep the rows that its import stores."""
    call_command("migrate", verbosity=0)
    organization = ManagingOrganization.objects.create(slug="bench", name="ООО УК «Пример»")
    OrganizationSettings.objects.create(organization=organization)
    building = Building.objects.create(organization=organization, street="Мира", number="1")
    for name in SERVICES:
        Service.objects.create(organization=organization, name=name, unit="куб.м")
    for start in range(0, accounts, 10_000):
        numbers = [str(1_000_000 + number) for number in range(start, min(accounts, start + 10_000))]
        premises = Premise.objects.bulk_create(Premise(building=building, number=number) for number in numbers)
        BillingAccount.objects.bulk_create(
            BillingAccount(organization=organization, premise=premise, number=number, payment_code=number)
            for premise, number in zip(premises, numbers, strict=True)
        )
    write_file(directory / FILE, accounts)
    write_file(directory / CHANGED, accounts, more=1)
    bring_in(directory, accounts)
    keep_rows(directory)
    seconds = roll_back(directory, accounts)
    tidy(directory, accounts)
    return seconds


def write_file(path: Path, accounts: int, *, more: int = 0) -> None:
    """Write a file of statements; each line charges so many kopecks `more`."""
    dice = random.Random(354)
    with path.open("w", encoding="cp1251", newline="") as file:
        file.write("Платежный код;Период;Услуга;Тариф;Ед.измер;Расход;Оплачено;Вх.сальдо;Начислено;Перерасчет;")
        file.write("Недоставка;Исх.сальдо;Коплате\r\n")
        for account in range(accounts):
            for name in SERVICES:
                opening, charged, adjusted = dice.randrange(300_000), dice.randrange(200_000), dice.randrange(-500, 1)
                charged += more
                closing = opening + charged + adjusted - opening
                sums = (opening, opening, charged, adjusted, 0, closing, max(0, closing))
                cells = ";".join(rubles(kopecks) for kopecks in sums)
                volume = rubles(dice.randrange(20_000))
                file.write(f"{1_000_000 + account};08.2017;{name};18,84;куб.м;{volume};{cells}\r\n")


def rubles(kopecks: int) -> str:
    """Write an amount as the file has it."""
    return f"{'-' if kopecks < 0 else ''}{abs(kopecks) // 100},{abs(kopecks) % 100:02d}"


def keep_rows(directory: Path) -> None:
    """Keep what the import has stored, ready for the plain way."""
    with connection.cursor() as cursor:
        for table in (*TABLES, "billing_billingperiod"):
            with (directory / table).open("wb") as file:
                if connection.vendor == "postgresql":
                    with cursor.copy(f"COPY {table} TO STDOUT") as copy:
                        file.writelines(bytes(block) for block in copy)
                else:
                    cursor.execute(f"SELECT * FROM {table} ORDER BY id")
                    file.write(json.dumps(cursor.fetchall(), default=str).encode())


def store_plainly(directory: Path, accounts: int) -> float:
    """Store the kept rows the fastest way; `clear` takes them out again."""
    tables = ("billing_billingperiod", *TABLES)
    contents = {table: (directory / table).read_bytes() for table in tables}
    rows = {table: json.loads(contents[table]) for table in tables} if connection.vendor == "sqlite" else {}
    connection.ensure_connection()
    started = time.perf_counter()
    with transaction.atomic(), connection.cursor() as cursor:
        for table in tables:
            if rows:
                marks = ", ".join(["%s"] * len(rows[table][0]))
                cursor.executemany(f"INSERT INTO {table} VALUES ({marks})", rows[table])
            else:
                with cursor.copy(f"COPY {table} FROM STDIN") as copy:
                    copy.write(contents[table])
    seconds = time.perf_counter() - started
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM billing_statementline")
        assert cursor.fetchone() == (accounts * len(SERVICES),)
    return seconds


def clear(directory: Path, accounts: int) -> float:
    """Take out what was stored the plain way."""
    with connection.cursor() as cursor:
        for table in reversed(("billing_billingperiod", *TABLES)):
            cursor.execute(f"DELETE FROM {table}")
    return tidy(directory, accounts)


def tidy(directory: Path, accounts: int) -> float:
    """Take the dead rows out, so that every round meets the same tables."""
    started = time.perf_counter()
    with connection.cursor() as cursor:
        cursor.execute("VACUUM" if connection.vendor == "sqlite" else f"VACUUM {', '.join(TABLES)}")
    return time.perf_counter() - started


def rehearse(directory: Path, accounts: int) -> float:
    """Only find out what the file would change, and return the seconds it took."""
    return bring_in(directory, accounts, outcome="rehearsed")


def bring_in(directory: Path, accounts: int, *, outcome: str = "applied", name: str = FILE) -> float:
    """Import the file, and return the seconds it took."""
    organization = ManagingOrganization.objects.get()
    connection.ensure_connection()
    started = time.perf_counter()
    report = import_file(
        kind=ImportKind.STATEMENTS,
        path=directory / name,
        organization=organization,
        options=ImportOptions(),
        rehearse=outcome == "rehearsed",
        actor=ACTOR,
        now=dt.datetime(2017, 9, 1, tzinfo=dt.UTC),
    )
    seconds = time.perf_counter() - started
    assert (report.outcome, report.counts.rows) == (outcome, accounts * len(SERVICES))
    return seconds


def bring_in_again(directory: Path, accounts: int) -> float:
    """Import the same file once more, which changes nothing."""
    return bring_in(directory, accounts, outcome="unchanged")


def change(directory: Path, accounts: int) -> float:
    """Import a file that changes each line of the month, and return the seconds it took."""
    return bring_in(directory, accounts, name=CHANGED)


def roll_back(directory: Path, accounts: int) -> float:
    """Roll the last import back that still stands, and return the seconds it took."""
    batches = ImportBatch.objects.filter(state=BatchState.APPLIED).order_by("id")
    last = batches.last()
    assert last is not None
    started = time.perf_counter()
    roll_back_batch(batch_id=last.pk, actor=ACTOR, now=dt.datetime(2017, 9, 2, tzinfo=dt.UTC))
    seconds = time.perf_counter() - started
    assert batches.exists() == StatementLine.objects.exists()
    return seconds


TASKS = {
    "prepare": prepare,
    "plain": store_plainly,
    "clear": clear,
    "rehearse": rehearse,
    "import": bring_in,
    "again": bring_in_again,
    "change": change,
    "rollback": roll_back,
    "tidy": tidy,
}

if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), int(sys.argv[3]))
