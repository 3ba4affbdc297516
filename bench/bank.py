"""A bank registry from the bytes of the file to payments on accounts, beside parsing alone and the plain way.

The plain way stores the same rows into the same two tables with their keys, indexes and constraints: `COPY` on
PostgreSQL, `executemany` on SQLite, nothing parsed, nothing matched. All ways run in turn in one process. The peak
memory is that of the process once it has brought the file in for the first time.
`python -m bench.bank [ROWS]` prints the table.
"""

import datetime as dt
import json
import os
import random
import resource
import subprocess
import sys
import tempfile
import time
from typing import Any

from bench.harness import print_table, ratios, with_spread

ROWS = int(os.environ.get("BENCH_ROWS", "100000"))
ROUNDS = 3
GOAL_RATIO = 0.25
TABLES = ("payments_payment", "remittances_remittancerow")


def main(rows: int = ROWS) -> None:
    """Print the table for SQLite, and for PostgreSQL where `DATABASE_URL` names one (`tools/postgres.py` does)."""
    print(f"### A bank registry: {rows:,} rows\n".replace(",", " "))
    table: list[list[object]] = []
    given = os.environ.get("DATABASE_URL", "")
    with tempfile.TemporaryDirectory(prefix="kvita-bench-") as directory:
        table += _measure("SQLite", f"sqlite:///{directory}/kvita.sqlite3", directory, rows)
    if given.startswith("postgres"):
        with tempfile.TemporaryDirectory(prefix="kvita-bench-") as directory:
            table += _measure("PostgreSQL", given, directory, rows)
    head = ["database", "way", "seconds", "rows a second", "ratio to the plain way", "goal", "ratio to parsing alone"]
    print_table([*head, "peak memory, MB"], table)


def _measure(database: str, url: str, directory: str, rows: int) -> list[list[object]]:
    environment = {**os.environ, "DATABASE_URL": url, "DATABASE_POOL": "0", "KVITA_VAR_DIR": directory,
                   "KVITA_DEMO": "1", "DJANGO_SETTINGS_MODULE": "kvita.config.settings"}  # fmt: skip
    command = [sys.executable, "-m", "bench.bank", "work", str(rows)]
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True, env=environment)
    told = json.loads(done.stdout.splitlines()[-1])
    seconds: dict[str, list[float]] = told["seconds"]
    names = {
        "plain": "COPY" if database == "PostgreSQL" else "executemany",
        "parse": "parsing alone",
        "read": "reading and matching",
        "credit": "crediting",
        "whole": "bytes to payments",
    }
    table: list[list[object]] = []
    for way, name in names.items():
        speed = f"{rows / min(seconds[way]):,.0f}".replace(",", " ")
        ratio = with_spread(ratios(seconds["plain"], seconds[way]), 2)
        to_parsing = with_spread(ratios(seconds["parse"], seconds[way]), 2)
        goal, memory = (f"≥ {GOAL_RATIO}", f"{told['memory']:.0f}") if way == "whole" else ("", "")
        table.append([database, name, with_spread(seconds[way]), speed, ratio, goal, to_parsing, memory])
    return table


def work(count: int) -> None:
    """Measure every way `ROUNDS` times and print the seconds as JSON."""
    import django  # noqa: PLC0415 - models need Django to be set up

    django.setup()
    from django.core.management import call_command  # noqa: PLC0415 - models need Django to be set up

    from kvita.remittances.formats import read_bank_file  # noqa: PLC0415 - models need Django to be set up

    call_command("migrate", verbosity=0)
    data = _prepare(count)
    seconds: dict[str, list[float]] = {way: [] for way in ("plain", "parse", "read", "credit", "whole")}
    memory = 0.0
    for _ in range(ROUNDS):
        started = time.perf_counter()
        assert len(read_bank_file(data).rows) == count
        seconds["parse"].append(time.perf_counter() - started)
        read, credited = _bring_in(data, count)
        seconds["read"].append(read)
        seconds["credit"].append(credited)
        seconds["whole"].append(read + credited)
        memory = memory or resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        seconds["plain"].append(_plainly(count))
    print(json.dumps({"seconds": seconds, "memory": memory}))


def _prepare(count: int) -> bytes:
    """Store an organisation with so many accounts; return a registry in which each of them pays."""
    from kvita.accounts.models import BillingAccount  # noqa: PLC0415 - models need Django to be set up
    from kvita.housing.models import Building, ManagingOrganization, OrganizationSettings, Premise  # noqa: PLC0415 - models need Django to be set up

    organization = ManagingOrganization.objects.create(slug="bench", name="ООО УК «Пример»")
    OrganizationSettings.objects.create(organization=organization)
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
    return "".join(lines).encode("cp1251")


def _bring_in(data: bytes, count: int) -> tuple[float, float]:
    from django.db import connection  # noqa: PLC0415 - models need Django to be set up

    from kvita.core.audit import Actor  # noqa: PLC0415 - models need Django to be set up
    from kvita.housing.models import ManagingOrganization  # noqa: PLC0415 - models need Django to be set up
    from kvita.remittances.services import credit_file, read_file  # noqa: PLC0415 - models need Django to be set up

    now, actor = dt.datetime(2019, 10, 2, tzinfo=dt.UTC), Actor(kind="command", label="bench")
    organization = ManagingOrganization.objects.get()
    connection.ensure_connection()
    started = time.perf_counter()
    file = read_file(organization=organization, name="registry.txt", data=data, actor=actor, now=now)
    middle = time.perf_counter()
    assert credit_file(file_id=file.pk, actor=actor, now=now).credited_count == count
    return middle - started, time.perf_counter() - middle


def _plainly(count: int) -> float:
    """Take the rows out, store them again the fastest way, and take them out for good."""
    from django.db import connection, transaction  # noqa: PLC0415 - models need Django to be set up

    from kvita.remittances.models import RemittanceFile  # noqa: PLC0415 - models need Django to be set up

    is_postgres = connection.vendor == "postgresql"
    kept: dict[str, Any] = {}
    with connection.cursor() as cursor:
        for table in TABLES:
            if is_postgres:
                with cursor.copy(f"COPY {table} TO STDOUT") as copy:
                    kept[table] = b"".join(bytes(block) for block in copy)
            else:
                cursor.execute(f"SELECT * FROM {table} ORDER BY id")
                kept[table] = cursor.fetchall()
        _empty(cursor)
    started = time.perf_counter()
    with transaction.atomic(), connection.cursor() as cursor:
        for table, rows in kept.items():
            if is_postgres:
                with cursor.copy(f"COPY {table} FROM STDIN") as copy:
                    copy.write(rows)
            else:
                cursor.executemany(f"INSERT INTO {table} VALUES ({', '.join(['%s'] * len(rows[0]))})", rows)
    seconds = time.perf_counter() - started
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM {TABLES[1]}")
        assert cursor.fetchone() == (count,)
        _empty(cursor)
    RemittanceFile.objects.all().delete()
    with connection.cursor() as cursor:
        cursor.execute("VACUUM" if not is_postgres else f"VACUUM {', '.join(TABLES)}")
    return seconds


def _empty(cursor: Any) -> None:
    for table in reversed(TABLES):
        cursor.execute(f"DELETE FROM {table}")


if __name__ == "__main__":
    if sys.argv[1:2] == ["work"]:
        work(int(sys.argv[2]))
    else:
        main(*map(int, sys.argv[1:2]))
