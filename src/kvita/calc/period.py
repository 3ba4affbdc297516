"""The calendar month that a bill is for."""

import re
from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final, overload

FIRST_YEAR: Final = 1990
LAST_YEAR: Final = 2100

_ISO_MONTH = re.compile(r"([0-9]{4})-([0-9]{2})")


@dataclass(frozen=True, slots=True, order=True)
class Month:
    """A calendar month between January 1990 and December 2100.

    Raises:
        ValueError: the year or the month is out of these bounds.
    """

    year: int
    month: int

    def __post_init__(self) -> None:
        if type(self.year) is not int or type(self.month) is not int:
            raise TypeError("year and month must be int")
        if not FIRST_YEAR <= self.year <= LAST_YEAR:
            raise ValueError(f"year {self.year} is not between {FIRST_YEAR} and {LAST_YEAR}")
        if not 1 <= self.month <= 12:
            raise ValueError(f"month {self.month} is not between 1 and 12")

    @classmethod
    def parse(cls, text: str) -> "Month":
        """Read `2017-08`; any other form is a ValueError."""
        match = _ISO_MONTH.fullmatch(text)
        if match is None:
            raise ValueError(f"{text[:20]!r} is not a month such as 2017-08")
        return cls(int(match[1]), int(match[2]))

    @classmethod
    def of(cls, day: date) -> "Month":
        """The month of a calendar day.

        Raises:
            TypeError: given a datetime; which day that is depends on the time zone of
                the organization, so the caller has to say.
        """
        if isinstance(day, datetime):
            raise TypeError("a datetime has no calendar day without a time zone")
        return cls(day.year, day.month)

    @classmethod
    def span(cls, first: "Month", last: "Month") -> Iterator["Month"]:
        """Every month from `first` through `last`, both included.

        Raises:
            ValueError: `last` is before `first`.
        """
        if last < first:
            raise ValueError(f"{last} is before {first}")
        return (_from_ordinal(n) for n in range(first._ordinal, last._ordinal + 1))

    @property
    def first_day(self) -> date:
        """The first calendar day."""
        return date(self.year, self.month, 1)

    @property
    def last_day(self) -> date:
        """The last calendar day, itself in the month."""
        return date(self.year, self.month, self.days)

    @property
    def days(self) -> int:
        """Number of calendar days, 28 to 31."""
        return monthrange(self.year, self.month)[1]

    @property
    def next(self) -> "Month":
        """The month after; ValueError past 2100."""
        return self + 1

    @property
    def previous(self) -> "Month":
        """The month before; ValueError before 1990."""
        return self - 1

    @property
    def _ordinal(self) -> int:
        return self.year * 12 + self.month - 1

    def __contains__(self, day: date) -> bool:
        return (day.year, day.month) == (self.year, self.month)

    def __add__(self, months: int) -> "Month":
        if type(months) is not int:
            return NotImplemented
        return _from_ordinal(self._ordinal + months)

    @overload
    def __sub__(self, other: "Month") -> int: ...
    @overload
    def __sub__(self, other: int) -> "Month": ...
    def __sub__(self, other: "Month | int") -> "Month | int":
        """Months between two months, or the month so many months earlier."""
        if isinstance(other, Month):
            return self._ordinal - other._ordinal
        return self + -other if type(other) is int else NotImplemented

    def __str__(self) -> str:
        return f"{self.year}-{self.month:02d}"


def _from_ordinal(ordinal: int) -> Month:
    year, month = divmod(ordinal, 12)
    return Month(year, month + 1)
