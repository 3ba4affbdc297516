"""How long a resident waits who sends readings while charges of 100,000 rows are loaded: rehearsed, applied, again.

The load runs in a process of its own, the resident in another, one write after the other all the time.
`python -m bench.waiting [ROWS]` prints the table.
"""

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from bench.harness import print_table

ROWS = 100_000
LINES = 12  # of a statement
GOAL = 1.0
TASKS = ("rehearse", "import", "again")


def main(rows: int = ROWS) -> None:
    """Print the table for SQLite, and for PostgreSQL where `DATABASE_URL` names one (`tools/postgres.py` does)."""
    print(f"### A resident's write while a file of {rows:,} rows is loaded\n".replace(",", " "))
    urls = {"SQLite": "sqlite:///{directory}/kvita.sqlite3"}
    given = os.environ.get("DATABASE_URL", "")
    if given.startswith("postgres"):
        urls["PostgreSQL"] = given
    table: list[list[object]] = []
    for database, url in urls.items():
        with tempfile.TemporaryDirectory(prefix="kvita-bench-") as directory:
            table += _measure(database, url.format(directory=directory), directory, -(-rows // LINES))
    print_table(
        ["database", "load", "seconds of the load", "writes meanwhile", "longest wait, s", "goal", "failed"], table
    )


def _measure(database: str, url: str, directory: str, accounts: int) -> list[list[object]]:
    environment = {**os.environ, "DATABASE_URL": url, "DATABASE_POOL": "0", "KVITA_VAR_DIR": directory,
                   "KVITA_DEMO": "1", "DJANGO_SETTINGS_MODULE": "kvita.config.settings"}  # fmt: skip

    def start(module: str, *arguments: str) -> "subprocess.Popen[str]":
        command = [sys.executable, "-m", module, *arguments]
        return subprocess.Popen(command, stdout=subprocess.PIPE, stdin=subprocess.PIPE, text=True, env=environment)

    start("bench.imports_work", "prepare", directory, str(accounts)).communicate()
    rows: list[list[object]] = []
    for task in TASKS:
        resident = start("bench.waiting_work", str(Path(directory) / "stop"))
        assert resident.stdout is not None
        resident.stdout.readline()
        load = start("bench.imports_work", task, directory, str(accounts))
        seconds = json.loads(load.communicate()[0].splitlines()[-1])["seconds"]
        (Path(directory) / "stop").touch()
        told = json.loads(resident.communicate()[0].splitlines()[-1])
        (Path(directory) / "stop").unlink()
        rows.append([database, task, f"{seconds:.1f}", told["writes"], f"{told['longest']:.2f}", f"< {GOAL}",
                     told["failed"]])  # fmt: skip
    return rows


if __name__ == "__main__":
    main(*map(int, sys.argv[1:2]))
