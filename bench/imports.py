"""Import of a month of statements, from the bytes of the file to stored rows, beside the fastest way of the database.

On PostgreSQL that is `COPY` of the same rows into the same tables with their keys, indexes and constraints; on SQLite
`executemany`. Both ways run in one transaction each, in turn, in processes of their own, which also tells the peak
memory. `python -m bench.imports [ACCOUNTS]` prints the table.
"""

import json
import os
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

ACCOUNTS = int(os.environ.get("BENCH_ACCOUNTS", "100000"))
ROUNDS = 3
LINES = 12  # of a statement


def main(accounts: int = ACCOUNTS) -> None:
    """Print the table for SQLite, and for PostgreSQL where `DATABASE_URL` names one (`tools/postgres.py` does)."""
    print(f"### Import of statements: {accounts:,} accounts × {LINES} lines\n".replace(",", " "))
    print("| database | way | seconds | thousand lines a second | ratio | peak memory, MB |")
    print("|---|---|---|---|---|---|")
    with tempfile.TemporaryDirectory(prefix="kvita-bench-") as directory:
        _measure("SQLite", f"sqlite:///{directory}/kvita.sqlite3", Path(directory), accounts)
    given = os.environ.get("DATABASE_URL", "")
    with tempfile.TemporaryDirectory(prefix="kvita-bench-") as directory:
        if given.startswith("postgres"):
            _measure("PostgreSQL", given, Path(directory), accounts)


def _measure(database: str, url: str, directory: Path, accounts: int) -> None:
    def child(task: str) -> dict[str, Any]:
        environment = {**os.environ, "DATABASE_URL": url, "DATABASE_POOL": "0", "KVITA_VAR_DIR": str(directory),
                       "KVITA_DEMO": "1", "DJANGO_SETTINGS_MODULE": "kvita.config.settings"}  # fmt: skip
        command = [sys.executable, "-m", "bench.imports_work", task, str(directory), str(accounts)]
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
    lines = accounts * LINES
    for way in ways:
        memory = max(one["memory"] for one in results[way])
        ratio, speed = medians["plain"] / medians[way], lines / medians[way] / 1000
        print(f"| {database} | {names[way]} | {medians[way]:.2f} | {speed:.0f} | {ratio:.2f} | {memory:.0f} |")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:2]))
