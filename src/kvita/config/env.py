"""Typed readers of the environment: a wrong value stops the start with one clear line."""

import os
import secrets
import sys
from pathlib import Path
from typing import Final, NoReturn

from environs import Env, EnvError

__all__ = ["SHORTEST_SECRET", "Env", "EnvError", "database_config", "open_env", "own_secret", "stop"]

SHORTEST_SECRET: Final = 50  # characters


def stop(message: str) -> NoReturn:
    """End the process with one line on stderr and exit code 78 (EX_CONFIG)."""
    sys.stderr.write(f"kvita: {message}\n")
    raise SystemExit(78)


def open_env() -> Env:
    """Return the reader of the process environment (no `.env` file is read unless the caller loads one)."""
    return Env(eager=True)


def own_secret(path: Path) -> str:
    """Return the secret of this installation from `path`, made on the first start and readable by its owner only.

    Two processes that start at once agree on one: the file is linked into place whole, and the first one wins.
    """
    if not path.exists():
        fresh = path.with_name(f"{path.name}.{os.getpid()}")
        fresh.touch(mode=0o600)
        fresh.write_text(secrets.token_urlsafe(60))
        try:
            os.link(fresh, path)
        except FileExistsError:
            pass
        finally:
            fresh.unlink()
    return path.read_text().strip()


def close_to_others(path: Path) -> None:
    """Let nobody but its owner read an SQLite database; one that is not there yet is made so, empty.

    What SQLite writes beside it (`-wal`, `-shm`) takes the rights of the database.
    """
    try:
        if path.name != ":memory:" and path.parent.is_dir():
            path.touch(mode=0o600)
            for one in (path, path.with_name(f"{path.name}-wal"), path.with_name(f"{path.name}-shm")):
                if one.exists() and one.stat().st_mode & 0o077:
                    one.chmod(0o600)
    except OSError as error:
        if not path.exists():
            stop(f"DATABASE_URL: cannot write to {path}: {error.strerror}")


def database_config(env: Env, *, default_path: Path) -> dict[str, object]:
    """Return Django's `DATABASES["default"]` from `DATABASE_URL` (SQLite file by default, or PostgreSQL).

    SQLite runs in WAL with `IMMEDIATE` transactions, because `select_for_update()` is silently nothing there.
    PostgreSQL gets psycopg's connection pool; its size is `DATABASE_POOL` (0 switches the pool off). With
    `DATABASE_BEHIND_POOLER` (PgBouncer in transaction mode) nothing is kept on a server connection between two
    transactions: no prepared statements, no cursors on the server, and no pool of our own.
    """
    raw = env.str("DATABASE_URL", f"sqlite:///{default_path}")
    scheme = raw.split(":", 1)[0]
    if scheme not in {"sqlite", "postgres", "postgresql"}:
        stop(f"DATABASE_URL: '{scheme}' is not supported; use sqlite:///path or postgresql://user@host/name")
    try:
        config = dict(env.dj_db_url("DATABASE_URL", f"sqlite:///{default_path}"))
    except (EnvError, ValueError) as error:
        stop(f"DATABASE_URL: {error}")
    options = dict(config.get("OPTIONS") or {})
    if scheme == "sqlite":
        close_to_others(Path(str(config["NAME"])))
        options |= {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA cache_size=-20000;",
        }
    else:
        try:
            is_pooled = env.bool("DATABASE_BEHIND_POOLER", default=False)
            pool = env.int("DATABASE_POOL", 0 if is_pooled else 4)
        except EnvError as error:
            stop(str(error))
        if pool < 0:
            stop(f"DATABASE_POOL: {pool} is below zero")
        if is_pooled and pool:
            stop("DATABASE_POOL: leave it out with DATABASE_BEHIND_POOLER, or set it to 0")
        if is_pooled:
            options |= {"server_side_binding": False, "prepare_threshold": None}
            config["DISABLE_SERVER_SIDE_CURSORS"] = True
        if pool:
            options["pool"] = {"min_size": 1, "max_size": pool, "timeout": 10}
            # Connections live long here, so plans are kept: a page takes a fifth less time (docs/performance.md).
            options |= {"server_side_binding": True, "prepare_threshold": 5}
        config["CONN_MAX_AGE"] = 0
    config["OPTIONS"] = options
    return config
