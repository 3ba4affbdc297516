"""A bank registry from the bytes of the file to payments on accounts, beside parsing alone and the plain way.

The plain way stores the same rows into the same two tables with their keys, indexes and constraints: `COPY` on
PostgreSQL, `executemany` on SQLite, nothing parsed, nothing matched. All ways run in turn in one process. The peak
memory is that of the process once it has brought the file in for the first time.
`python -m bench.bank [ROWS]` prints the table.
"""

import json
import os
import subprocess
import sys
import tempfile

from bench.harness import print_table, ratios, with_spread

ROWS = int(os.environ.get("BENCH_ROWS", "100000"))
ROUNDS = 3
GOAL_RATIO = 0.25


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
    command = [sys.executable, "-m", "bench.working.bank", "measure", directory, str(rows), str(ROUNDS)]
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


if __name__ == "__main__":
    main(*map(int, sys.argv[1:2]))
