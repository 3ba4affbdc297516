"""Run the measurements: `python -m bench [NAME...] [--accounts N] [--months M]`.

Each one is a program of its own (`bench/NAME.py`), with a PostgreSQL server of its own that keeps that program's
defaults, thrown away afterwards. Where no server can be started it runs on SQLite, and the report says so.
"""

import argparse
import os
import platform
import subprocess
import sys

from bench.harness_data import ROOT

TITLES = {
    "imports": "Import",
    "bank": "Bank files",
    "bills": "Bills as PDF",
    "linking": "Linking by number",
    "pages": "Pages",
    "readings": "Readings",
    "servers": "Servers",
    "sign_in": "Sign-in",
    "waiting": "What a resident waits while a file is loaded",
    "webhooks": "Messages of banks",
    "weight": "Weight of a first visit",
}
POSTGRES = [sys.executable, str(ROOT / "tools" / "postgres.py")]


def main() -> int:
    """Run what the command line names, by default all; return 1 when any of them failed."""
    parser = argparse.ArgumentParser(prog="python -m bench", description="Measures Kvita; prints tables of ratios.")
    parser.add_argument("names", nargs="*", metavar="NAME", help=", ".join(TITLES))
    parser.add_argument("--accounts", type=int, default=100_000, help="size of the large database of `pages`")
    parser.add_argument("--months", type=int, default=2, help="months of statements an account")
    options = parser.parse_args()
    unknown = set(options.names) - set(TITLES)
    if unknown:
        parser.error(f"no measurement is called {', '.join(sorted(unknown))}; there are {', '.join(TITLES)}")
    has_server = subprocess.run([*POSTGRES, "--check"], check=False, stderr=subprocess.DEVNULL).returncode == 0
    environment = {key: value for key, value in os.environ.items() if key != "DATABASE_URL"}
    environment |= {"BENCH_LARGE": str(options.accounts), "BENCH_MONTHS": str(options.months)}
    print(f"# Kvita, measured\n\n{_machine()}; {'PostgreSQL' if has_server else 'SQLite: no PostgreSQL found here'}.")
    failed = False
    for name in options.names or TITLES:
        print(f"\n## {TITLES[name]}\n", flush=True)
        program = [sys.executable, "-m", f"bench.{name}"]
        command = [*POSTGRES, "--durable", *program] if has_server else program
        failed |= subprocess.run(command, check=False, cwd=ROOT, env=environment).returncode != 0
    return int(failed)


def _machine() -> str:
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return f"{os.cpu_count()} cores, {memory:.0f} GiB, Python {platform.python_version()}"


if __name__ == "__main__":
    sys.exit(main())
