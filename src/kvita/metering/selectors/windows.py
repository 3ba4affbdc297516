"""Is it time to send readings, and how many are sent."""

import datetime as dt
from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef, Q

from kvita.accounts.models import BillingAccount
from kvita.calc.period import Month
from kvita.metering.enums import LIVE_STATES, ReadingKind
from kvita.metering.models import Reading, Register
from kvita.metering.policies.windows import SubmissionWindow, window_at, window_before


@dataclass(frozen=True, slots=True)
class WindowProgress:
    """The open submission window, or the next one, and how many registers of the account have a reading in it.

    `from_day` and `to_day` are the days of the setting; `opens_on` and `closes_on` the dates of this window, both
    included; `month` is the month its readings count for.
    """

    is_open: bool
    from_day: int
    to_day: int
    opens_on: dt.date
    closes_on: dt.date
    month: Month
    submitted: int
    total: int

    @property
    def is_complete(self) -> bool:
        """True when every register has its reading."""
        return self.submitted >= self.total > 0

    def days_left(self, today: dt.date) -> int:
        """Days that remain after today until the window closes; 0 on its last day."""
        return max(0, (self.closes_on - today).days)


def window_progress(account: BillingAccount, *, today: dt.date) -> WindowProgress:
    """Return the window for this account's organisation (settings selected) on its calendar day; one query."""
    settings = account.organization.settings
    days = {"from_day": settings.reading_window_from, "to_day": settings.reading_window_to}
    window = window_at(today, **days)
    sent = Reading.objects.filter(
        register=OuterRef("pk"), month=window.month.first_day, state__in=LIVE_STATES, kind=ReadingKind.ACTUAL
    )
    in_use = Q(meter__removed_on=None) | Q(meter__removed_on__gt=today)
    counts = (
        Register.objects.filter(in_use, meter__account=account)
        .order_by()
        .annotate(is_sent=Exists(sent))
        .aggregate(total=Count("pk"), submitted=Count("pk", filter=Q(is_sent=True)))
    )
    return WindowProgress(
        is_open=today in window,
        opens_on=window.opens_on,
        closes_on=window.closes_on,
        month=window.month,
        submitted=counts["submitted"],
        total=counts["total"],
        **days,
    )


def organization_window(account: BillingAccount, *, today: dt.date) -> SubmissionWindow:
    """Return the window that is open today for this account, or else the next one; no query."""
    settings = account.organization.settings
    return window_at(today, from_day=settings.reading_window_from, to_day=settings.reading_window_to)


def last_window(account: BillingAccount, *, today: dt.date) -> SubmissionWindow:
    """Return the window that is open today, or else the one that closed last; no query."""
    window = organization_window(account, today=today)
    if today in window:
        return window
    settings = account.organization.settings
    return window_before(window, from_day=settings.reading_window_from, to_day=settings.reading_window_to)
