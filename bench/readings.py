"""Readings through the service in batches of 500, beside raw COPY of the same rows into the same table, in one run.

The service reads each number, looks at the history of its register, makes every check of the organisation and stores
the reading with their results; COPY writes finished rows, with the same keys, indexes and constraints. Both ways go by
turns, in one transaction a batch, and are taken back afterwards. Then a file of readings is imported.
Run: `python -m bench readings`; PostgreSQL only.
"""

import json
import os
import subprocess
import sys
from typing import Any

from bench.harness import print_table, ratios, with_spread
from bench.harness_data import SMALL, product, workplace

ROUNDS = 5
BATCH = 500
FILE_ROWS = 10_000


def main() -> None:
    """Measure and print the table."""
    with workplace() as place, product(place, accounts=SMALL) as made:
        if not made.is_postgresql:
            print("COPY is PostgreSQL's: no server, no measurement.")
            return
        environment = made.environment | {"DJANGO_SETTINGS_MODULE": "kvita.config.settings", "DATABASE_POOL": "0"}
        found = _child(["bench.working.readings", str(ROUNDS), str(BATCH)], environment)
        file = _child(["bench.working.readings_file", str(FILE_ROWS)], environment)
    _report(found)
    print(f"A file of {FILE_ROWS:,} readings: {file['seconds']:.1f} s, peak memory {file['memory']:.0f} MB.")


def _child(arguments: list[str], environment: dict[str, str]) -> dict[str, Any]:
    command = [sys.executable, "-m", *arguments]
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True, env=os.environ | environment)
    return dict(json.loads(done.stdout.splitlines()[-1]))


def _report(found: dict[str, Any]) -> None:
    rows = [
        (
            way,
            found["readings"],
            with_spread(found[way], 3),
            f"{found['readings'] / sorted(found[way])[len(found[way]) // 2]:,.0f}",
            with_spread(ratios(found[way], found["COPY"]), 1),
        )
        for way in ("COPY", "service")
    ]
    print_table(("way", "readings", "seconds", "readings a second", "time : COPY"), rows)
    print(f"Batches of {BATCH} readings; {ROUNDS} rounds.")


if __name__ == "__main__":
    main()
