"""Imports of one organisation run one after the other."""

from typing import Final

from django.db import connection

_LOCK_SPACE: Final = 0x4B76  # tells these advisory locks apart from others of the same database


def lock_imports(*, organization_id: int) -> None:
    """Wait for the import of this organisation that is under way, if any; holds until the end of the transaction.

    PostgreSQL: an advisory lock, so that pages which only refer to the organisation never wait. SQLite: the transaction
    already holds the only write lock (`IMMEDIATE`).
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [_LOCK_SPACE, organization_id % 2**31])
