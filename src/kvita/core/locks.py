"""Locks by name: taken once per transaction, late, in sorted order."""

from collections.abc import Iterable
from typing import TypeVar

from django.db import models, transaction

M = TypeVar("M", bound=models.Model)


def lock_rows(rows: models.QuerySet[M], ids: Iterable[int]) -> list[M]:
    """Lock and return the rows with these ids in the order of their ids (so that two callers never wait in a ring).

    PostgreSQL: `SELECT ... FOR UPDATE`. SQLite: the transaction already holds the only write lock (`IMMEDIATE`).
    Raises `TransactionManagementError` outside a transaction.
    """
    if not transaction.get_connection().in_atomic_block:
        raise transaction.TransactionManagementError("lock_rows needs a transaction")
    return list(rows.select_for_update(of=("self",)).filter(pk__in=sorted(ids)).order_by("pk"))
