"""The month picker: the month before, the month after, and all of them by year."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby

from django.urls import reverse

from kvita.calc.period import Month


@dataclass(frozen=True, slots=True)
class MonthLink:
    """A month with the address of its page; `is_counting` is one without charges yet."""

    month: Month
    url: str
    is_current: bool
    is_counting: bool = False


@dataclass(frozen=True, slots=True)
class MonthPicker:
    """Published months around the open one; `years` newest first, each with its months in the order of the calendar."""

    month: Month
    previous: MonthLink | None
    next: MonthLink | None
    years: tuple[tuple[int, tuple[MonthLink, ...]], ...]

    @property
    def is_counting(self) -> bool:
        """Whether the open month is announced without its charges."""
        return any(link.is_current and link.is_counting for _, months in self.years for link in months)

    @property
    def has_choice(self) -> bool:
        """Whether there is another month to go to."""
        return self.previous is not None or self.next is not None


def picker_of(
    months: Iterable[Month], month: Month, *, account_id: int, page: str, counting: Month | None = None
) -> MonthPicker:
    """Return the picker for months newest first; `page` is the name of the address of a month.

    `counting` is a month after them that is announced without its charges (D12).
    """
    shown = [counting, *months] if counting is not None else months
    links = [
        MonthLink(found, reverse(page, args=[account_id, found]), found == month, found == counting) for found in shown
    ]
    earlier = (link for link in links if link.month < month)
    later = (link for link in reversed(links) if link.month > month)
    return MonthPicker(month, next(earlier, None), next(later, None), _by_year(links))


def _by_year(links: Iterable[MonthLink]) -> tuple[tuple[int, tuple[MonthLink, ...]], ...]:
    years = groupby(links, key=lambda link: link.month.year)
    return tuple((year, tuple(reversed(list(months)))) for year, months in years)
