"""The period of the list of payments."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from kvita.calc.period import Month


@dataclass(frozen=True, slots=True)
class Period:
    """Months of payment, both included."""

    first: Month
    last: Month


def read_period(query: Mapping[str, str], months: Sequence[Month]) -> Period:
    """Return the period of the address; `months` (newest first) are those with payments: by default all of them.

    What is no month, or no month of this list, counts as not given; ends the wrong way round are turned.
    """
    first = _month(query.get("from", ""), months) or months[-1]
    last = _month(query.get("to", ""), months) or months[0]
    return Period(min(first, last), max(first, last))


def _month(text: str, months: Sequence[Month]) -> Month | None:
    return next((month for month in months if str(month) == text), None)
