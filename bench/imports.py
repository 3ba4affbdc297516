"""Import of a month of statements, from the bytes of the file to stored rows, beside the fastest way of the database.

On PostgreSQL that is `COPY` of the same rows into the same tables with their keys, indexes and constraints; on SQLite
`executemany`. Both ways run in one transaction each, in turn, in processes of their own, which also tells the peak
memory. `python -m bench.imports [ACCOUNTS]` prints the table.
"""

import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

ACCOUNTS = 100_000
SERVICES = (
    "Холодная вода", "Горячая вода", "Водоотведение", "Отопление", "Электроснабжение", "Газоснабжение",
    "Содержание жилого помещения", "Капитальный ремонт", "Обращение с ТКО", "Лифт", "Домофон", "Пени",
)  # fmt: skip
ROUNDS = 3
TABLES = ("billing_statement", "billing_statementline")


def main(accounts: int = ACCOUNTS) -> None:
    """Print the table for SQLite, and for PostgreSQL where there is one (`DATABASE_URL`, or the Debian package)."""
    from tools import postgres

    print(f"\n### Import of statements: {accounts:,} accounts × {len(SERVICES)} lines\n".replace(",", " "))
    print("| database | way | seconds | thousand lines a second | ratio | peak memory, MB |")
    print("|---|---|---|---|---|---|")
    with tempfile.TemporaryDirectory(prefix="kvita-bench-") as directory:
        _measure("SQLite", f"sqlite:///{directory}/kvita.sqlite3", Path(directory), accounts)
    given = os.environ.get("DATABASE_URL", "")
    programs = postgres.find_programs()
    with tempfile.TemporaryDirectory(prefix="kvita-bench-") as directory:
        if given.startswith("postgres"):
            _measure("PostgreSQL", given, Path(directory), accounts)
        elif programs:
            with postgres.server(programs, durable=True) as url:
                _measure("PostgreSQL", url, Path(directory), accounts)


def _measure(database: str, url: str, directory: Path, accounts: int) -> None:
    def child(task: str) -> dict[str, Any]:
        environment = {**os.environ, "DATABASE_URL": url, "DATABASE_POOL": "0", "KVITA_VAR_DIR": str(directory),
                       "KVITA_DEMO": "1", "DJANGO_SETTINGS_MODULE": "kvita.config.settings"}  # fmt: skip
        command = [sys.executable, "-m", "bench.imports", task, str(directory), str(accounts)]
        done = subprocess.run(command, check=True, capture_output=True, text=True, env=environment)
        return dict(json.loads(done.stdout.splitlines()[-1]))

    child("prepare")
    ways = ("plain", "import", "again", "rollback")
    results: dict[str, list[dict[str, Any]]] = {way: [] for way in ways}
    for _ in range(ROUNDS):
        for way in ways:
            results[way].append(child(way))
    medians = {way: statistics.median(one["seconds"] for one in results[way]) for way in ways}
    names = {
        "plain": "COPY" if database == "PostgreSQL" else "executemany",
        "import": "import",
        "again": "the same file again",
        "rollback": "rollback",
    }
    lines = accounts * len(SERVICES)
    for way in ways:
        memory = max(one["memory"] for one in results[way])
        ratio, speed = medians["plain"] / medians[way], lines / medians[way] / 1000
        print(f"| {database} | {names[way]} | {medians[way]:.2f} | {speed:.0f} | {ratio:.2f} | {memory:.0f} |")


def _run_child(task: str, directory: Path, accounts: int) -> None:
    import django

    django.setup()
    tasks = {"prepare": _prepare, "plain": _plain, "import": _import, "again": _again, "rollback": _roll_back}
    seconds = tasks[task](directory, accounts)
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"seconds": seconds, "memory": memory}))


def _prepare(directory: Path, accounts: int) -> float:
    """Store the organisation, write the file, and keep the rows that its import stores."""
    import random

    from django.core.management import call_command

    from kvita.accounts.models import BillingAccount
    from kvita.housing.models import Building, ManagingOrganization, OrganizationSettings, Premise
    from kvita.tariffs.models import Service

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
    dice = random.Random(354)
    with (directory / "statements.csv").open("w", encoding="cp1251", newline="") as file:
        file.write("Платежный код;Период;Услуга;Тариф;Ед.измер;Расход;Оплачено;Вх.сальдо;Начислено;Перерасчет;")
        file.write("Недоставка;Исх.сальдо;Коплате\r\n")
        for account in range(accounts):
            for name in SERVICES:
                opening, charged, adjusted = dice.randrange(300_000), dice.randrange(200_000), dice.randrange(-500, 1)
                closing = opening + charged + adjusted - opening
                sums = (opening, opening, charged, adjusted, 0, closing, max(0, closing))
                cells = ";".join(_rubles(kopecks) for kopecks in sums)
                volume = _rubles(dice.randrange(20_000))
                file.write(f"{1_000_000 + account};08.2017;{name};18,84;куб.м;{volume};{cells}\r\n")
    _import(directory, accounts)
    _keep_rows(directory)
    return _roll_back(directory, accounts)


def _rubles(kopecks: int) -> str:
    return f"{'-' if kopecks < 0 else ''}{abs(kopecks) // 100},{abs(kopecks) % 100:02d}"


def _keep_rows(directory: Path) -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        for table in (*TABLES, "billing_billingperiod"):
            with (directory / table).open("wb") as file:
                if connection.vendor == "postgresql":
                    with cursor.copy(f"COPY {table} TO STDOUT") as copy:
                        file.writelines(bytes(block) for block in copy)
                else:
                    cursor.execute(f"SELECT * FROM {table} ORDER BY id")
                    file.write(json.dumps(cursor.fetchall(), default=str).encode())


def _plain(directory: Path, accounts: int) -> float:
    """Store the kept rows the fastest way, and take them out again."""
    from django.db import connection, transaction

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
        for table in reversed(tables):
            cursor.execute(f"DELETE FROM {table}")
    _tidy()
    return seconds


def _tidy() -> None:
    """Take the dead rows out, so that every round meets the same tables."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("VACUUM" if connection.vendor == "sqlite" else f"VACUUM {', '.join(TABLES)}")


def _import(directory: Path, accounts: int, *, outcome: str = "applied") -> float:
    import datetime as dt

    from django.db import connection

    from kvita.core.audit import Actor
    from kvita.exchange.enums import ImportKind
    from kvita.exchange.kinds import ImportOptions
    from kvita.exchange.services import import_file
    from kvita.housing.models import ManagingOrganization

    organization = ManagingOrganization.objects.get()
    connection.ensure_connection()
    started = time.perf_counter()
    report = import_file(
        kind=ImportKind.STATEMENTS,
        path=directory / "statements.csv",
        organization=organization,
        options=ImportOptions(),
        rehearse=False,
        actor=Actor(kind="command", label="bench"),
        now=dt.datetime(2017, 9, 1, tzinfo=dt.UTC),
    )
    seconds = time.perf_counter() - started
    assert (report.outcome, report.counts.rows) == (outcome, accounts * len(SERVICES))
    return seconds


def _again(directory: Path, accounts: int) -> float:
    return _import(directory, accounts, outcome="unchanged")


def _roll_back(directory: Path, accounts: int) -> float:
    import datetime as dt

    from kvita.billing.models import StatementLine
    from kvita.core.audit import Actor
    from kvita.exchange.models import ImportBatch
    from kvita.exchange.services import roll_back_batch

    batch = ImportBatch.objects.latest("id")
    started = time.perf_counter()
    roll_back_batch(
        batch_id=batch.pk, actor=Actor(kind="command", label="bench"), now=dt.datetime(2017, 9, 2, tzinfo=dt.UTC)
    )
    seconds = time.perf_counter() - started
    assert not StatementLine.objects.exists()
    _tidy()
    return seconds


if __name__ == "__main__":
    if len(sys.argv) == 4:
        _run_child(sys.argv[1], Path(sys.argv[2]), int(sys.argv[3]))
    else:
        main(*map(int, sys.argv[1:2]))
