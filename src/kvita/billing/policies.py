"""What may be done to a month."""

from kvita.billing.enums import PeriodState
from kvita.calc.period import Month

# From which states an act leads where. Closing is final: later facts become adjustments of the open month.
TRANSITIONS: dict[str, tuple[frozenset[PeriodState], PeriodState]] = {
    "publish": (frozenset({PeriodState.OPEN}), PeriodState.PUBLISHED),
    "withdraw": (frozenset({PeriodState.PUBLISHED}), PeriodState.OPEN),
    "close": (frozenset({PeriodState.PUBLISHED}), PeriodState.CLOSED),
}


def may_change(state: str, act: str) -> bool:
    """Tell whether a month in this state allows this act («publish», «withdraw», «close»)."""
    return PeriodState(state) in TRANSITIONS[act][0]


def bill_is_available(month: Month, *, newest: Month, archive_months: int | None) -> bool:
    """Tell whether the PDF of a published month may be opened: one of the last `archive_months` (D13), None = any."""
    return archive_months is None or newest - month < archive_months
