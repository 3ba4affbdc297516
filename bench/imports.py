"""Import of a month of statements, from the bytes of the file to stored rows, beside the fastest way of the database.

On PostgreSQL that is `COPY` of the same rows into the same tables with their keys, indexes and constraints; on SQLite
`executemany`. Both ways run in one transaction each, in turn, in processes of their own, which also tells the peak
memory. `python -m bench.imports [ACCOUNTS]` prints the table.
"""

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from bench.harness import print_table, ratios, with_spread

ACCOUNTS = int(os.environ.get("BENCH_ACCOUNTS", "100000"))
ROUNDS = 3
TIDYING = {"plain": "clear", "rollback": "tidy"}  # after a way, not measured
LINES = 12  # of a statement
GOAL_RATIO = 0.5
GOAL_MEMORY = 300


def main(accounts: int = ACCOUNTS) -> None:
    """Print the table for SQLite, and for PostgreSQL where `DATABASE_URL` names one (`tools/postgres.py` does)."""
    print(f"### Import of statements: {accounts:,} accounts × {LINES} lines\n".replace(",", " "))
    rows: list[list[object]] = []
    with tempfile.TemporaryDirectory(prefix="kvita-bench-") as directory:
        rows += _measure("SQLite", f"sqlite:///{directory}/kvita.sqlite3", Path(directory), accounts)
    given = os.environ.get("DATABASE_URL", "")
    with tempfile.TemporaryDirectory(prefix="kvita-bench-") as directory:
        if given.startswith("postgres"):
            rows += _measure("PostgreSQL", given, Path(directory), accounts)
    print_table(["database", "way", "seconds", "ratio to the plain way", "goal", "peak memory, MB", "goal"], rows)


def _measure(database: str, url: str, directory: Path, accounts: int) -> list[list[object]]:
    def child(task: str) -> dict[str, Any]:
        environment = {**os.environ, "DATABASE_URL": url, "DATABASE_POOL": "0", "KVITA_VAR_DIR": str(directory),
                       "KVITA_DEMO": "1", "DJANGO_SETTINGS_MODULE": "kvita.config.settings"}  # fmt: skip
        command = [sys.executable, "-m", "bench.working.imports", task, str(directory), str(accounts)]
        done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True, env=environment)
        return dict(json.loads(done.stdout.splitlines()[-1]))

    child("prepare")
    names = {
        "plain": "COPY" if database == "PostgreSQL" else "executemany",
        "import": "import",
        "again": "the same file again",
        "rollback": "rollback",
    }
    rounds = []
    for _ in range(ROUNDS):
        told = {}
        for way in names:
            told[way] = child(way)
            if way in TIDYING:
                child(TIDYING[way])
        rounds.append(told)
    seconds = {way: [one[way]["seconds"] for one in rounds] for way in names}
    rows: list[list[object]] = []
    for way, name in names.items():
        memory = max(one[way]["memory"] for one in rounds)
        ratio = with_spread(ratios(seconds["plain"], seconds[way]), 2)
        goals = (f"≥ {GOAL_RATIO}", f"< {GOAL_MEMORY}") if way == "import" else ("", "")
        rows.append([database, name, with_spread(seconds[way]), ratio, goals[0], f"{memory:.0f}", goals[1]])
    return rows


if __name__ == "__main__":
    main(*map(int, sys.argv[1:2]))
