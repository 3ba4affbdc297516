"""Reads of bank files and of their rows, always within the organisations of the reader."""

import datetime as dt
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Final

from django.db.models import Count, F, Max, OuterRef, Q, QuerySet, Subquery, Sum

from kvita.billing.selectors import published_statements
from kvita.calc.money import ZERO, Money
from kvita.core.lookups import Among
from kvita.payments.enums import PaymentState
from kvita.payments.models import Payment
from kvita.remittances.enums import RowState
from kvita.remittances.models import RegistryExport, RemittanceFile, RemittanceLayout, RemittanceRow

_STATEMENTS: Final = 10_000


@dataclass(frozen=True, slots=True)
class StateFigures:
    """How many rows of a file are in a state, and their sum."""

    state: RowState
    count: int
    amount: Money


def files_of(organization_ids: Collection[int]) -> QuerySet[RemittanceFile]:
    """Return bank files, newest first, without their bytes."""
    files = RemittanceFile.objects.filter(organization__in=organization_ids)
    return files.select_related("organization").defer("content", "summary").order_by("-pk")


def file_of(organization_ids: Collection[int], file_id: int) -> RemittanceFile | None:
    """Return one bank file without its bytes, or None."""
    files = RemittanceFile.objects.filter(organization__in=organization_ids, pk=file_id)
    return files.select_related("organization", "layout").defer("content").first()


def layouts_of(organization_ids: Collection[int]) -> list[RemittanceLayout]:
    """Return the layouts that these organisations have described."""
    layouts = RemittanceLayout.objects.filter(organization__in=organization_ids)
    return list(layouts.select_related("organization"))


def file_figures(file: RemittanceFile) -> list[StateFigures]:
    """Return the rows of a credited file by state, as they are now; one query."""
    rows = RemittanceRow.objects.filter(file=file).order_by().values("state")
    found = {row["state"]: row for row in rows.annotate(count=Count("pk"), total=Sum("amount"))}
    return [
        StateFigures(state, found[state]["count"], found[state]["total"] or ZERO)
        for state in RowState
        if state in found
    ]


def rows_of(file: RemittanceFile, state: str = "") -> QuerySet[RemittanceRow]:
    """Return the rows of a file in the order of the file, those in one state only when it is given."""
    rows = RemittanceRow.objects.filter(file=file).select_related("payment__account").order_by("line", "pk")
    return rows.filter(state=state) if state else rows


def queue_of(organization_ids: Collection[int]) -> QuerySet[RemittanceRow]:
    """Return the payments whose account nobody knows yet, the oldest first."""
    rows = RemittanceRow.objects.filter(organization__in=organization_ids, state=RowState.UNMATCHED)
    return rows.select_related("file", "organization").order_by("pk")


def count_waiting(organization_ids: Collection[int]) -> int:
    """Return how many payments wait for an account; one query."""
    return queue_of(organization_ids).count()


def row_of(organization_ids: Collection[int], row_id: int) -> RemittanceRow | None:
    """Return one row with its payment, or None."""
    rows = RemittanceRow.objects.filter(organization__in=organization_ids, pk=row_id)
    return rows.select_related("file", "organization__settings", "payment__account__premise__building").first()


def newest_months(account_ids: Iterable[int]) -> dict[int, dt.date]:
    """Return the month of the newest published statement by account."""
    listed = sorted(set(account_ids))
    months: dict[int, dt.date] = {}
    for start in range(0, len(listed), _STATEMENTS):
        rows = published_statements().filter(Among("account_id", listed[start : start + _STATEMENTS]))
        months |= dict(rows.order_by().values_list("account_id").annotate(last=Max("month")))
    return months


def counted_payment(file_id: int) -> Payment | None:
    """Return a payment of the file that a published statement counts already, or None."""
    newest = published_statements().filter(account=OuterRef("account")).order_by("-month").values("month")[:1]
    payments = Payment.objects.filter(remittance_row__file=file_id, state=PaymentState.ACCEPTED)
    payments = payments.annotate(newest_statement=Subquery(newest)).filter(
        Q(newest_statement__isnull=False, accounting_month__lte=F("newest_statement"))
    )
    return payments.select_related("account").first()


def exports_of(organization_ids: Collection[int], *, limit: int = 20) -> list[RegistryExport]:
    """Return the registries given out last."""
    exports = RegistryExport.objects.filter(organization__in=organization_ids)
    return list(exports.select_related("organization")[:limit])
