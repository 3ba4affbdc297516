"""Reads of statements: residents see current versions of published months only."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Max, OuterRef, Q, QuerySet, Subquery

from kvita.billing.enums import VISIBLE_STATES
from kvita.billing.models import BillingPeriod, Statement
from kvita.calc.period import Month


def published_statements() -> QuerySet[Statement]:
    """Current versions in months that residents may see."""
    return Statement.objects.filter(is_current=True, period__state__in=VISIBLE_STATES)


def newest_statement_rows(account_ids: Iterable[int]) -> QuerySet[Statement]:
    """Return a query of the newest published statement of each account that has one, with its period."""
    newest = (
        published_statements()
        .filter(account_id=OuterRef("account_id"))
        .order_by()
        .values("account_id")
        .annotate(last=Max("month"))
        .values("last")
    )
    rows = published_statements().filter(account_id__in=list(account_ids), month=Subquery(newest))
    return rows.select_related("period")


def newest_statements(account_ids: Iterable[int]) -> dict[int, Statement]:
    """Return the newest published statement of each account that has one, with its period; one query."""
    return {statement.account_id: statement for statement in newest_statement_rows(account_ids)}


def nearest_months(account_ids: Iterable[int], month: Month) -> dict[int, Month]:
    """Return for each account with published statements this month, or its newest where it has none; one query."""
    asked = Max("month", filter=Q(month=month.first_day))
    rows = published_statements().filter(account_id__in=list(account_ids)).order_by().values("account_id")
    found = rows.annotate(asked=asked, newest=Max("month")).values_list("account_id", "asked", "newest")
    return {account_id: Month.of(asked_for or newest) for account_id, asked_for, newest in found}


def statements_of(account_id: int) -> list[Statement]:
    """Return the published statements of an account, newest first, with their periods; one query."""
    return list(published_statements().filter(account_id=account_id).select_related("period").order_by("-month"))


def recent_statements(account_id: int, *, limit: int) -> list[Statement]:
    """Return the newest published statements of an account, newest first; one query."""
    return list(published_statements().filter(account_id=account_id).order_by("-month")[:limit])


def statements_before(statement: Statement, *, limit: int) -> list[Statement]:
    """Return the published statements of the account before this one, newest first, with their periods; one query."""
    rows = published_statements().filter(account_id=statement.account_id, month__lt=statement.month)
    return list(rows.select_related("period").order_by("-month")[:limit])


@dataclass(frozen=True, slots=True)
class StatementHistory:
    """The published statements of an account, newest first, and the month after them that is being counted (D12)."""

    statements: list[Statement]
    counting: Month | None

    @property
    def months(self) -> list[Month]:
        """The published months, newest first."""
        return [Month.of(statement.month) for statement in self.statements]


def statement_history(account_id: int) -> StatementHistory:
    """Return the statements of an account with their periods; one query.

    An account without statements has no month being counted: nothing says that it will be charged.
    """
    begun = (
        BillingPeriod.objects.filter(organization_id=OuterRef("period__organization_id"), month__gt=OuterRef("month"))
        .exclude(state__in=VISIBLE_STATES)
        .order_by("month")
        .values("month")[:1]
    )
    rows = published_statements().filter(account_id=account_id).annotate(begun_month=Subquery(begun))
    found = list(rows.select_related("period").order_by("-month"))
    begun_month = found[0].begun_month if found else None
    return StatementHistory(list(found), Month.of(begun_month) if begun_month is not None else None)
