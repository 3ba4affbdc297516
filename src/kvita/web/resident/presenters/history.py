"""History: the chosen months, how money moved over them («Движение финансов»), the chart."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.http import QueryDict

from kvita.billing.models import Statement
from kvita.billing.policies import bill_is_available
from kvita.calc.balance import BalanceParts
from kvita.calc.money import ZERO, Money
from kvita.calc.period import Month
from kvita.web.resident.presenters.wording import closing_on, opening_on
from kvita.web.ui.charts import Chart, FallStep, MonthFigures, Movement, debt_fall, month_chart

USUAL_MONTHS = 12
CHART_MONTHS = 24


@dataclass(frozen=True, slots=True)
class MonthRange:
    """The months that a person asked for, both included; among those that are published."""

    first: Month
    last: Month

    @property
    def is_one_month(self) -> bool:
        """Whether the range is a single month."""
        return self.first == self.last

    def __contains__(self, month: Month) -> bool:
        return self.first <= month <= self.last


def read_range(query: QueryDict, months: Sequence[Month]) -> MonthRange:
    """Return the asked range: `?from=2017-01&to=2017-08`; `months` are the published ones, newest first, at least one.

    What is missing or no month is the usual range, the last twelve; ends in the wrong order are turned around; what
    reaches beyond the published months is cut to them.
    """
    usual = months[min(USUAL_MONTHS, len(months)) - 1]
    first, last = sorted((_month(query.get("from")) or usual, _month(query.get("to")) or months[0]))
    if first <= months[0] and last >= months[-1]:
        first, last = max(first, months[-1]), min(last, months[0])
    return MonthRange(first, last)


def _month(text: str | None) -> Month | None:
    try:
        return Month.parse(text or "")
    except ValueError:
        return None


@dataclass(frozen=True, slots=True)
class HistoryRow:
    """A month of the list; `has_bill` is false where the archive of bills does not reach (D13)."""

    month: Month
    row: Statement
    has_bill: bool


def history_rows(
    statements: Sequence[Statement], *, newest: Month, chosen: MonthRange, archive_months: int | None
) -> list[HistoryRow]:
    """Return the statements of the chosen months, in the order given."""
    rows = ((Month.of(row.month), row) for row in statements)
    return [
        HistoryRow(month, row, bill_is_available(month, newest=newest, archive_months=archive_months))
        for month, row in rows
        if month in chosen
    ]


@dataclass(frozen=True, slots=True)
class MoneyMovement:
    """What moved the debt over the months shown: column sums, debt at both ends, the staircase.

    `gap` is what openings differ by from the closings before them, summed: changes that no statement tells.
    """

    parts: BalanceParts
    opening: Money
    closing: Money
    gap: Money
    steps: tuple[FallStep, ...]


def money_movement(statements: Sequence[Statement]) -> MoneyMovement:
    """Return the movement over statements newest first, at least one."""
    first, last = statements[-1], statements[0]
    names = ("charged", "adjusted", "shortfall", "paid")
    sums = {name: Money.total(getattr(row, name) for row in statements) for name in names}
    parts = BalanceParts(opening=first.opening, **sums)
    gap = last.closing - parts.closing
    end = Month.of(last.month).next.first_day
    rows = [
        Movement(opening_on(first.opening, first.month, with_year=True), first.opening, is_balance=True),
        Movement("Начислено", parts.charged),
        Movement("Перерасчёты", parts.adjusted),
        *([Movement("Недопоставка", -parts.shortfall)] if parts.shortfall else []),
        Movement("Поступило денег", -parts.paid),
        *([Movement("Вне квитанций", gap)] if gap else []),
        Movement(closing_on(last.closing, end, with_year=True), last.closing, is_balance=True),
    ]
    return MoneyMovement(parts, first.opening, last.closing, gap, tuple(debt_fall(rows)))


def history_chart(statements: Sequence[Statement]) -> Chart:
    """Return the chart of the newest `CHART_MONTHS` of statements newest first."""
    rows = reversed(statements[:CHART_MONTHS])
    return month_chart([MonthFigures(Month.of(row.month), max(ZERO, row.charged), row.paid) for row in rows])
