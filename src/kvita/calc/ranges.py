"""Validity in time: half-open ranges of calendar days."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from kvita.calc.period import Month

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class DateRange:
    """The days from `valid_from` up to, but not including, `valid_to`.

    Half open, so neighbors share a border and neither overlap nor leave a gap.
    `valid_to` None means that no end is known. A range is never empty.

    Raises:
        ValueError: the range is empty or ends before it starts.
        TypeError: a datetime in place of a date.
    """

    valid_from: date
    valid_to: date | None = None

    def __post_init__(self) -> None:
        if isinstance(self.valid_from, datetime) or isinstance(self.valid_to, datetime):
            raise TypeError("a range is of calendar days, not of moments")
        if self.valid_to is None:
            return
        if self.valid_to == self.valid_from:
            raise ValueError(f"the range from {self.valid_from} is empty")
        if self.valid_to < self.valid_from:
            raise ValueError(f"the range ends {self.valid_to}, before its start {self.valid_from}")

    @classmethod
    def of_month(cls, month: Month) -> "DateRange":
        """All the days of a month."""
        return cls(month.first_day, month.last_day + _DAY)

    @classmethod
    def inclusive(cls, first: date, last: date) -> "DateRange":
        """The days from `first` through `last`, both included, as people say it."""
        return cls(first, last + _DAY)

    @property
    def is_open(self) -> bool:
        """Whether no end is known."""
        return self.valid_to is None

    @property
    def days(self) -> int | None:
        """Number of days; None when no end is known."""
        return None if self.valid_to is None else (self.valid_to - self.valid_from).days

    @property
    def last_day(self) -> date | None:
        """The last day inside; None when no end is known."""
        return None if self.valid_to is None else self.valid_to - _DAY

    def __contains__(self, day: date) -> bool:
        return self.contains(day)

    def contains(self, day: date) -> bool:
        """Whether the day is inside; the day `valid_to` is not."""
        return self.valid_from <= day and (self.valid_to is None or day < self.valid_to)

    def overlaps(self, other: "DateRange") -> bool:
        """Whether at least one day is in both; sharing a border is not enough."""
        return (other.valid_to is None or self.valid_from < other.valid_to) and (
            self.valid_to is None or other.valid_from < self.valid_to
        )

    def intersect(self, other: "DateRange") -> "DateRange | None":
        """The days that are in both; None when there is none."""
        if not self.overlaps(other):
            return None
        ends = [end for end in (self.valid_to, other.valid_to) if end is not None]
        return DateRange(max(self.valid_from, other.valid_from), min(ends) if ends else None)

    def split_by_month(self) -> Iterator[tuple[Month, "DateRange"]]:
        """Cut at the borders of months; the pieces make up the whole range.

        Raises:
            ValueError: no end is known, or a month outside of 1990..2100 is touched.
        """
        last = self.last_day
        if last is None:
            raise ValueError("a range without an end has no last month")
        months = Month.span(Month.of(self.valid_from), Month.of(last))
        return self._pieces(months)

    def _pieces(self, months: Iterator[Month]) -> Iterator[tuple[Month, "DateRange"]]:
        for month in months:
            piece = self.intersect(DateRange.of_month(month))
            if piece is not None:
                yield month, piece
