"""How long a resident waits who sends readings while charges or a bank file of 100,000 rows are brought in.

The load runs in a process of its own, the resident in another, one write after the other all the time. How long he
waits with nothing beside him, and while the database stores the same rows the fastest way it has (`executemany`,
`COPY`; one transaction, nothing checked), is measured in the same run: the last column is the longest wait to that of
the fastest way. `python -m bench.waiting [ROWS]` prints the table.
"""

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import psycopg

from bench.harness import print_table

ROWS = 100_000
LINES = 12  # of a statement
GOAL = 1.0
IDLE = 3.0  # seconds
FASTEST = "fastest way"
LIMITS = ("nothing", FASTEST)  # what no file can go below
# What is measured: task and its name. A task without a name only leads to the next.
CHARGES = {
    "plain": FASTEST,
    "clear": "",
    "rehearse": "rehearse",
    "import": "import",
    "again": "again",
    "change": "import, each row changes",
    "rollback": "roll it back",
}
BANK = {
    "read": "read",
    "credit": "credit",
    "take_back": "take it back",
    "keep": "",
    "plain": FASTEST,
}


def main(rows: int = ROWS) -> None:
    """Print the table for SQLite, and for PostgreSQL where `DATABASE_URL` names one (`tools/postgres.py` does)."""
    print(f"### A resident's write while a file of {rows:,} rows is brought in\n".replace(",", " "))
    is_postgres = os.environ.get("DATABASE_URL", "").startswith("postgres")
    table: list[list[object]] = []
    for database in ("SQLite", "PostgreSQL") if is_postgres else ("SQLite",):
        for module, size, steps in (("imports", -(-rows // LINES), CHARGES), ("bank", rows, BANK)):
            with tempfile.TemporaryDirectory(prefix="kvita-bench-") as directory:
                url = f"sqlite:///{directory}/kvita.sqlite3" if database == "SQLite" else _new_database(module)
                told = _measure(module, url, Path(directory), size, steps)
            table += _rows(f"{database}, {'charges' if module == 'imports' else 'bank file'}", told)
    head = ["database, file", "beside the resident", "seconds of it", "writes meanwhile", "longest wait, s", "goal"]
    print_table([*head, "failed", "to the fastest way"], table)


def _new_database(module: str) -> str:
    """Make a database of its own on the server, and return its address."""
    given = os.environ["DATABASE_URL"]
    name = f"bench_waiting_{module}"
    with psycopg.connect(given, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
    return urlsplit(given)._replace(path=f"/{name}").geturl()


def _measure(
    module: str, url: str, directory: Path, size: int, steps: dict[str, str]
) -> list[tuple[str, float, dict[str, Any]]]:
    """Return for each step that has a name: the name, its seconds, what the resident tells."""
    environment = {**os.environ, "DATABASE_URL": url, "DATABASE_POOL": "0", "KVITA_VAR_DIR": str(directory),
                   "KVITA_DEMO": "1", "DJANGO_SETTINGS_MODULE": "kvita.config.settings"}  # fmt: skip

    def start(name: str, *arguments: str) -> "subprocess.Popen[str]":
        command = [sys.executable, "-m", f"bench.working.{name}", *arguments]
        return subprocess.Popen(command, stdout=subprocess.PIPE, stdin=subprocess.PIPE, text=True, env=environment)

    def do(task: str) -> float:
        return float(_told(start(module, task, str(directory), str(size)))["seconds"])

    def beside_a_resident(work: Callable[[], float]) -> tuple[float, dict[str, Any]]:
        stop = directory / "stop"
        resident = start("waiting", str(stop))
        assert resident.stdout is not None
        resident.stdout.readline()
        seconds = work()
        stop.touch()
        told = _told(resident)
        stop.unlink()
        return seconds, told

    do("prepare")
    found = [("nothing", *beside_a_resident(_idle))]
    for task, name in steps.items():
        if name:
            found.append((name, *beside_a_resident(partial(do, task))))
        else:
            do(task)
    return found


def _idle() -> float:
    time.sleep(IDLE)  # this is what is measured: a resident with nothing beside him
    return IDLE


def _told(process: "subprocess.Popen[str]") -> dict[str, Any]:
    return dict(json.loads(process.communicate()[0].splitlines()[-1]))


def _rows(database: str, found: list[tuple[str, float, dict[str, Any]]]) -> list[list[object]]:
    plain = next(told["longest"] for name, _, told in found if name == FASTEST)
    rows: list[list[object]] = []
    for name, seconds, told in found:
        goal = "" if name in LIMITS else f"< {GOAL}"
        ratio = f"{told['longest'] / plain:.2f}"
        rows.append([database, name, f"{seconds:.1f}", told["writes"], f"{told['longest']:.2f}", goal, told["failed"],
                     ratio])  # fmt: skip
    return rows


if __name__ == "__main__":
    main(*map(int, sys.argv[1:2]))
