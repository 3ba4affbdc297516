"""Is it time to send readings, and how many are sent: the one place that says it, for home and for the meters page."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from kvita.accounts.models import BillingAccount
from kvita.calc.period import Month
from kvita.housing.enums import ClosedWindowAction
from kvita.housing.models import OrganizationSettings
from kvita.metering.policies.windows import SubmissionWindow, WindowDays, days_of
from kvita.metering.selectors.registers import RegisterMonth, registers_to_read
from kvita.metering.selectors.terms import days_of_register, with_newest


@dataclass(frozen=True, slots=True)
class WindowProgress:
    """The open submission window, or the next one, and how many registers of the account have a reading in it.

    Where services have windows of their own, those that are open now are meant, and `closes_on` is the day on which
    the first of them closes that still lacks a reading. `from_day` and `to_day` are the days of the month; `opens_on`
    and `closes_on` the dates of this window, both included; `month` is the month its readings count for, `before` the
    window of the month before it. `takes_later`: outside of the window readings are taken for `month` too (D15).
    """

    is_open: bool
    from_day: int
    to_day: int
    opens_on: dt.date
    closes_on: dt.date
    month: Month
    before: SubmissionWindow
    takes_later: bool
    submitted: int
    total: int

    @property
    def window(self) -> SubmissionWindow:
        """The window itself."""
        return SubmissionWindow(self.month, self.opens_on, self.closes_on)

    @property
    def accepts(self) -> bool:
        """True when a reading can be sent today."""
        return self.is_open or self.takes_later

    @property
    def is_early(self) -> bool:
        """True when readings are taken although the window is shut: they count for the next one."""
        return self.takes_later and not self.is_open

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
    sent = []
    for row in with_newest(registers_to_read(account, today=today)):
        days, newest = days_of_register(row, settings), getattr(row, "newest_month", None)
        window = days.at(today)
        sent.append(_Sent(days, window, is_sent=newest is not None and newest >= window.month.first_day))
    return _progress(sent, settings, today)


def progress_of(
    items: Iterable[tuple[RegisterMonth, SubmissionWindow]], account: BillingAccount, *, today: dt.date
) -> WindowProgress:
    """Return the same from what `registers_by_window` found; no query."""
    settings = account.organization.settings
    sent = [
        _Sent(days_of_register(item.register, settings), window, is_sent=item.is_submitted) for item, window in items
    ]
    return _progress(sent, settings, today)


@dataclass(frozen=True, slots=True)
class _Sent:
    days: WindowDays
    window: SubmissionWindow
    is_sent: bool


def _progress(sent: Sequence[_Sent], settings: OrganizationSettings, today: dt.date) -> WindowProgress:
    usual = days_of(settings)
    now_open = [one for one in sent if today in one.window]
    closing = [one for one in now_open if not one.is_sent] or now_open
    closing.sort(key=lambda one: one.window.closes_on)
    opening = sorted(sent, key=lambda one: one.window.opens_on)
    shown = next(iter(closing or opening), _Sent(usual, usual.at(today), is_sent=False))
    counted = now_open or sent
    return WindowProgress(
        is_open=today in shown.window,
        from_day=shown.days.from_day,
        to_day=shown.days.to_day,
        opens_on=shown.window.opens_on,
        closes_on=shown.window.closes_on,
        month=shown.window.month,
        before=shown.days.of(shown.window.month.previous),
        takes_later=settings.closed_window_action == ClosedWindowAction.NEXT_MONTH,
        submitted=sum(one.is_sent for one in counted),
        total=len(counted),
    )


def last_window(account: BillingAccount, *, today: dt.date) -> SubmissionWindow:
    """Return the window that is open today, or else the one that closed last: the month of «История»; no query."""
    return days_of(account.organization.settings).last(today)
