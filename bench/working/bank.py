"""The work of `bench.bank` in a process of its own, and single steps of it for `bench.waiting`."""

import datetime as dt
import json
import random
import resource
import sys
import time
from pathlib import Path
from typing import Any

from django.core.management import call_command
from django.db import connection, transaction

from kvita.accounts.models import BillingAccount
from kvita.core.audit import Actor
from kvita.housing.models import Building, ManagingOrganization, OrganizationSettings, Premise
from kvita.remittances.enums import FileState
from kvita.remittances.formats import read_bank_file
from kvita.remittances.models import RemittanceFile
from kvita.remittances.services import credit_file, read_file, take_back_file
from kvita.tariffs.models import Service

TABLES = ("payments_payment", "remittances_remittancerow")
FILE = "registry.txt"
NOW = dt.datetime(2019, 10, 2, tzinfo=dt.UTC)
ACTOR = Actor(kind="command", label="bench")


def measure(directory: Path, count: int, rounds: int) -> None:
    """Measure every way so many times and print the seconds as JSON."""
    prepare(directory, count)
    data = (directory / FILE).read_bytes()
    seconds: dict[str, list[float]] = {way: [] for way in ("plain", "parse", "read", "credit", "whole")}
    memory = 0.0
    for _ in range(rounds):
        started = time.perf_counter()
        assert len(read_bank_file(data).rows) == count
        seconds["parse"].append(time.perf_counter() - started)
        seconds["read"].append(read(directory, count))
        seconds["credit"].append(credit(directory, count))
        seconds["whole"].append(seconds["read"][-1] + seconds["credit"][-1])
        memory = memory or resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        keep_rows(directory, count)
        seconds["plain"].append(store_plainly(directory, count))
        clear(directory, count)
    print(json.dumps({"seconds": seconds, "memory": memory}))


def prepare(directory: Path, count: int) -> float:
    """Store an organisation with so many accounts; write a registry in which each of them pays."""
    started = time.perf_counter()
    call_command("migrate", verbosity=0)
    organization = ManagingOrganization.objects.create(slug="bench", name="ООО УК «Пример»")
    OrganizationSettings.objects.create(organization=organization)
    Service.objects.create(organization=organization, name="Холодная вода", unit="куб.м")
    building = Building.objects.create(organization=organization, street="Мира", number="1")
    for start in range(0, count, 10_000):
        numbers = [str(10_000_000 + number) for number in range(start, min(count, start + 10_000))]
        premises = Premise.objects.bulk_create(Premise(building=building, number=number) for number in numbers)
        BillingAccount.objects.bulk_create(
            BillingAccount(organization=organization, premise=premise, number=number, payment_code=number)
            for premise, number in zip(premises, numbers, strict=True)
        )
    dice, lines, total = random.Random(354), [], 0
    for number in range(count):
        kopecks = dice.randrange(100, 1_000_000)
        total += kopecks
        amount = f"{kopecks // 100},{kopecks % 100:02d}"
        lines.append(
            f"01-10-2019;09-15-04;8618;8618999V;{603_900_000_000 + number};{10_000_000 + number};Иванова Анна Петровна;"
            f"г Казань, ул Мира, д 1, кв {number};0919;{amount};{amount};0,00\r\n"
        )
    amount = f"{total // 100},{total % 100:02d}"
    lines.append(f"={count};{amount};{amount};0,00;835393;02-10-2019;\r\n")
    (directory / FILE).write_bytes("".join(lines).encode("cp1251"))
    return time.perf_counter() - started


def read(directory: Path, count: int) -> float:
    """Take the registry in, and return the seconds it took."""
    organization = ManagingOrganization.objects.get()
    data = (directory / FILE).read_bytes()
    connection.ensure_connection()
    started = time.perf_counter()
    file = read_file(organization=organization, name=FILE, data=data, actor=ACTOR, now=NOW)
    seconds = time.perf_counter() - started
    assert file.rows_count == count
    return seconds


def credit(directory: Path, count: int) -> float:
    """Credit it, and return the seconds it took."""
    file = RemittanceFile.objects.get(state=FileState.READ)
    started = time.perf_counter()
    assert credit_file(file_id=file.pk, actor=ACTOR, now=NOW).credited_count == count
    return time.perf_counter() - started


def take_back(directory: Path, count: int) -> float:
    """Take what was credited back, and return the seconds it took."""
    file = RemittanceFile.objects.get(state=FileState.CREDITED)
    started = time.perf_counter()
    take_back_file(file_id=file.pk, actor=ACTOR, reason="не тот банк", now=NOW)
    return time.perf_counter() - started


def keep_rows(directory: Path, count: int) -> float:
    """Keep what crediting has stored, ready for the plain way, and take it out."""
    started = time.perf_counter()
    with connection.cursor() as cursor:
        for table in TABLES:
            with (directory / table).open("wb") as file:
                if connection.vendor == "postgresql":
                    with cursor.copy(f"COPY {table} TO STDOUT") as copy:
                        file.writelines(bytes(block) for block in copy)
                else:
                    cursor.execute(f"SELECT * FROM {table} ORDER BY id")
                    file.write(json.dumps(cursor.fetchall(), default=str).encode())
        _empty(cursor)
    return time.perf_counter() - started


def store_plainly(directory: Path, count: int) -> float:
    """Store the kept rows the fastest way."""
    contents = {table: (directory / table).read_bytes() for table in TABLES}
    rows = {table: json.loads(contents[table]) for table in TABLES} if connection.vendor == "sqlite" else {}
    connection.ensure_connection()
    started = time.perf_counter()
    with transaction.atomic(), connection.cursor() as cursor:
        for table in TABLES:
            if rows:
                marks = ", ".join(["%s"] * len(rows[table][0]))
                cursor.executemany(f"INSERT INTO {table} VALUES ({marks})", rows[table])
            else:
                with cursor.copy(f"COPY {table} FROM STDIN") as copy:
                    copy.write(contents[table])
    seconds = time.perf_counter() - started
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM {TABLES[1]}")
        assert cursor.fetchone() == (count,)
    return seconds


def clear(directory: Path, count: int) -> float:
    """Take out all that was stored, the file too, so that every round meets the same tables."""
    started = time.perf_counter()
    with connection.cursor() as cursor:
        _empty(cursor)
    RemittanceFile.objects.all().delete()
    with connection.cursor() as cursor:
        cursor.execute("VACUUM" if connection.vendor == "sqlite" else f"VACUUM {', '.join(TABLES)}")
    return time.perf_counter() - started


def _empty(cursor: Any) -> None:
    for table in reversed(TABLES):
        cursor.execute(f"DELETE FROM {table}")


TASKS = {
    "prepare": prepare,
    "read": read,
    "credit": credit,
    "take_back": take_back,
    "keep": keep_rows,
    "plain": store_plainly,
    "clear": clear,
}

if __name__ == "__main__":
    place, size = Path(sys.argv[2]), int(sys.argv[3])
    if sys.argv[1] == "measure":
        measure(place, size, int(sys.argv[4]))
    else:
        print(json.dumps({"seconds": TASKS[sys.argv[1]](place, size)}))
