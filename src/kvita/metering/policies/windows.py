"""Submission windows: on which days of a month an organisation takes readings (D15).

The window is two days of the calendar. When the last one is smaller than the first, the window goes on into the next
month (25 → 5) and its readings count for the month in which it opened. A day that a month does not have is its last.
"""

import datetime as dt
from dataclasses import dataclass

from kvita.calc.period import Month
from kvita.housing.models import OrganizationSettings


@dataclass(frozen=True, slots=True)
class SubmissionWindow:
    """The days, both included, on which readings for `month` are taken."""

    month: Month
    opens_on: dt.date
    closes_on: dt.date

    def __contains__(self, day: dt.date) -> bool:
        return self.opens_on <= day <= self.closes_on


def window_of(month: Month, *, from_day: int, to_day: int) -> SubmissionWindow:
    """Return the window in which readings for `month` are taken."""
    closing_month = month if from_day <= to_day else month.next
    return SubmissionWindow(month, _day(month, from_day), _day(closing_month, to_day))


def window_at(day: dt.date, *, from_day: int, to_day: int) -> SubmissionWindow:
    """Return the window that is open on `day`, or else the next one to open."""
    month = Month.of(day).previous
    while (window := window_of(month, from_day=from_day, to_day=to_day)).closes_on < day:
        month = month.next
    return window


def window_before(window: SubmissionWindow, *, from_day: int, to_day: int) -> SubmissionWindow:
    """Return the window of the month before."""
    return window_of(window.month.previous, from_day=from_day, to_day=to_day)


@dataclass(frozen=True, slots=True)
class WindowDays:
    """The two days of a setting, 1 to 31: of an organisation, of a service, of a house."""

    from_day: int
    to_day: int

    def of(self, month: Month) -> SubmissionWindow:
        """Return the window in which readings for `month` are taken."""
        return window_of(month, from_day=self.from_day, to_day=self.to_day)

    def at(self, day: dt.date) -> SubmissionWindow:
        """Return the window that is open on `day`, or else the next one to open."""
        return window_at(day, from_day=self.from_day, to_day=self.to_day)

    def last(self, day: dt.date) -> SubmissionWindow:
        """Return the window that is open on `day`, or else the one that closed last."""
        window = self.at(day)
        return window if day in window else self.of(window.month.previous)


def days_of(settings: OrganizationSettings, rule_days: int | None = None) -> WindowDays:
    """Return the days of the organisation, or those of the rule that holds instead (first day × 100 + last day)."""
    if rule_days is None:
        return WindowDays(settings.reading_window_from, settings.reading_window_to)
    return WindowDays(*divmod(rule_days, 100))


def _day(month: Month, day: int) -> dt.date:
    return month.first_day.replace(day=min(day, month.days))
