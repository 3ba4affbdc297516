"""Locks of rows: taken late, within a transaction, in the one order that `docs/locks.md` writes down.

Nobody else in the code says `select_for_update`: what stands here is what makes a lock safe to wait for.
"""

from collections.abc import Callable, Iterable
from typing import Final, TypeVar

from django.db import OperationalError, connection, models, transaction

M = TypeVar("M", bound=models.Model)
T = TypeVar("T")

TRIES: Final = 4
_TRANSIENT: Final = frozenset({"40001", "40P01", "55P03"})  # serialisation failure, deadlock, lock not available


def lock_rows(rows: models.QuerySet[M], ids: Iterable[int]) -> list[M]:
    """Lock and return the rows with these ids in the order of their ids (so that two callers never wait in a ring).

    What `rows` joins or computes is read after the lock is there: a wait ends with the row as it is now, and what
    belongs to it as it is now too. PostgreSQL: `SELECT ... FOR NO KEY UPDATE`, which keeps other writers of the row
    out and nobody who only refers to it. SQLite: the transaction already holds the only write lock (`IMMEDIATE`).
    Raises `TransactionManagementError` outside a transaction.
    """
    listed = sorted(ids)
    _enter(rows.model, listed)
    chosen = rows.filter(pk__in=listed).order_by("pk")
    if not connection.features.has_select_for_update:
        return list(chosen)
    if _is_plain(rows):
        return list(chosen.select_for_update(no_key=True))
    list(_bare(rows.model).filter(pk__in=listed).values_list("pk"))
    return list(chosen)


def lock_all(rows: models.QuerySet[M]) -> int:
    """Lock the rows that a queryset chooses, in the order of their ids; return how many they are.

    For many rows at once: only their ids are fetched. They may have changed by the time the lock is there.
    """
    _enter(rows.model, None)
    if not connection.features.has_select_for_update:
        return 0
    chosen = _bare(rows.model).filter(pk__in=rows.order_by().values("pk"))
    return len(chosen.values_list("pk"))


def is_transient(error: BaseException | None) -> bool:
    """Tell whether the database only asks to try again: a deadlock, a failed serialisation, a lock held too long.

    The causes of the error are looked at too: a session that could not be saved hides one.
    """
    while error is not None:
        if isinstance(error, OperationalError):
            state = getattr(error.__cause__, "sqlstate", None)
            if state in _TRANSIENT or "database is locked" in str(error) or "table is locked" in str(error):
                return True
        error = error.__cause__ or error.__context__
    return False


def try_again(work: Callable[[], T]) -> T:
    """Do `work`, a whole transaction, and again when the database asks for it, four times at most.

    Inside a transaction of the caller it is done once: only who began the transaction can begin anew.
    """
    if connection.in_atomic_block:
        return work()
    for _ in range(TRIES - 1):
        try:
            return work()
        except OperationalError as error:
            if not is_transient(error):
                raise
    return work()


def _is_plain(rows: models.QuerySet[M]) -> bool:
    """Tell whether all that the queryset says of a row stands in the row itself."""
    query = rows.query
    return not (query.select_related or query.annotations or len(query.alias_map) > 1 or query.where)


def _bare(model: type[M]) -> models.QuerySet[M]:
    return model._base_manager.order_by("pk").select_for_update(no_key=True)


def _enter(model: type[models.Model], ids: list[int] | None) -> None:
    """Look at a lock before it is asked for, on every database; the tests listen here, and keep the order.

    `ids` is None where only the database knows them.
    """
    if not transaction.get_connection().in_atomic_block:
        raise transaction.TransactionManagementError(f"a lock of {model._meta.db_table} needs a transaction: {ids}")
