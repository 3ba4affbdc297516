"""Run the tests: `tools/run_tests.py [ARGUMENT OF PYTEST...]`.

On SQLite, or on the database that `DATABASE_URL` names. Tests marked `postgres` then run on a PostgreSQL server of
their own where this machine has the programs for one; where it has not, the run says so and goes on without them
(`KVITA_REQUIRE=postgres` makes that an error, see tests/conftest.py).
"""

import os
import subprocess
import sys
from pathlib import Path

import postgres

ROOT = Path(__file__).resolve().parent.parent
NO_TESTS_CHOSEN = 5


def pytest(*arguments: str, database_url: str | None = None) -> int:
    """Run pytest on all processors and return its exit code."""
    command = [sys.executable, "-m", "pytest", "-n", "auto", "--dist", "worksteal", *arguments]
    environment = {**os.environ, **({"DATABASE_URL": database_url} if database_url else {})}
    return subprocess.run(command, check=False, cwd=ROOT, env=environment).returncode


def main(arguments: list[str]) -> int:
    """Run both parts, the second also when the first fails; return the first exit code that is not 0."""
    programs = postgres.find_programs()
    if programs is None or os.environ.get("DATABASE_URL", "").startswith("postgres"):
        return pytest(*arguments)
    print("Tests that need PostgreSQL, on a server of their own:", flush=True)
    with postgres.server(programs) as url:
        first = pytest("-m", "postgres", *arguments, database_url=url)
    print("\nAll other tests:", flush=True)
    second = pytest("-m", "not postgres", *arguments)
    codes = [first, second]
    if arguments and codes.count(NO_TESTS_CHOSEN) == 1:  # `-k name` chose tests of one part only
        codes.remove(NO_TESTS_CHOSEN)
    return next((code for code in codes if code), 0)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
