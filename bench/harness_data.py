"""Databases of generated accounts to measure on, and the environment in which the product uses them.

On the server that `tools/postgres.py` has started (`DATABASE_URL`) each size gets a database of its own beside the one
that the address names; without a server, an SQLite file. What stands in the database of the address is never touched.
"""

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg

ROOT = Path(__file__).resolve().parent.parent
SMALL = 1_000


@dataclass(frozen=True, slots=True)
class Workplace:
    """A scratch directory with the collected static files, and what the product reads from the environment."""

    directory: Path
    environment: dict[str, str]


@dataclass(frozen=True, slots=True)
class Product:
    """The product with so many generated accounts; its programs and workers get this environment."""

    accounts: int
    environment: dict[str, str]

    @property
    def is_postgresql(self) -> bool:
        """False on SQLite."""
        return self.environment["DATABASE_URL"].startswith("postgres")


def large_size() -> int:
    """Return how many accounts the large database has (`BENCH_LARGE`)."""
    return int(os.environ.get("BENCH_LARGE", "100000"))


def months() -> int:
    """Return how many months of statements each account has (`BENCH_MONTHS`)."""
    return int(os.environ.get("BENCH_MONTHS", "2"))


@contextmanager
def workplace() -> Iterator[Workplace]:
    """Make a scratch directory with the static files collected; remove it at the end."""
    with tempfile.TemporaryDirectory(prefix="kvita-bench-") as name:
        kept = {key: value for key, value in os.environ.items() if not key.startswith("KVITA_")}
        environment = {
            "KVITA_SECRET_KEY": "bench-only-not-a-secret-0123456789-0123456789-0123456789",
            "KVITA_HTTPS": "0",
            "KVITA_VAR_DIR": name,
            "KVITA_ALLOWED_HOSTS": "*",
            "KVITA_LOG_LEVEL": "WARNING",
        }
        place = Workplace(Path(name), kept | environment)
        kvita("collectstatic", "--noinput", environment=place.environment)
        yield place


@contextmanager
def product(place: Workplace, *, accounts: int) -> Iterator[Product]:
    """Make a database with `accounts` generated accounts; remove it at the end."""
    server = os.environ.get("DATABASE_URL", "")
    if not server.startswith("postgres"):
        address = f"sqlite:///{place.directory}/{accounts}.sqlite3"
        yield _fill(Product(accounts, place.environment | {"DATABASE_URL": address}))
        return
    name = f"kvita_bench_{accounts}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}"')
    try:
        made = _fill(Product(accounts, place.environment | {"DATABASE_URL": f"{server.rpartition('/')[0]}/{name}"}))
        with psycopg.connect(made.environment["DATABASE_URL"], autocommit=True) as connection:
            connection.execute("VACUUM ANALYZE")  # the server does it by itself, some minutes later
        yield made
    finally:
        with psycopg.connect(server, autocommit=True) as connection:
            connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


def kvita(*arguments: str, environment: dict[str, str]) -> None:
    """Run a command of the product; what it prints is shown only when it fails.

    Raises:
        subprocess.CalledProcessError: the command failed.
    """
    done = subprocess.run(
        [sys.executable, "-m", "kvita", *arguments], check=False, capture_output=True, text=True, env=environment
    )
    if done.returncode:
        sys.stderr.write(done.stdout + done.stderr)
        done.check_returncode()


def _fill(made: Product) -> Product:
    kvita("migrate", environment=made.environment)
    begin = time.perf_counter()
    size = (f"--accounts={made.accounts}", f"--months={months()}", "--meters")
    kvita("generate", *size, environment=made.environment)
    print(
        f"Generated {made.accounts:,} accounts × {months()} months in {time.perf_counter() - begin:.0f} s.", flush=True
    )
    return made
