"""Whatever is sent, wrong, sent again, taken back or put on a new meter: what was used adds up to last minus first."""

import datetime as dt
from dataclasses import dataclass, field
from decimal import Decimal

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from kvita.accounts.models import BillingAccount
from kvita.core.audit import SYSTEM
from kvita.core.errors import DomainError
from kvita.housing.enums import CheckLevel
from kvita.identity.models import User
from kvita.metering.enums import LIVE_STATES, ReadingKind
from kvita.metering.models import Reading, Register
from kvita.metering.services import (
    NewMeter,
    count_readings,
    replace_meter,
    submit_readings,
    withdraw_reading,
)
from tests.factories import (
    NOW,
    make_account,
    make_organization,
    make_portal,
    make_register,
    make_resident,
)

SCALE = 10**5
RECOGNIZED = SCALE // 2 - 1  # more than that in one step could as well be a slip
WRONG = ("abc", "1e9", "-5", "1,2,3", "12О", "123456789012", "1234567", "")


@dataclass
class Dial:
    """The world outside: how much went through the pipe, and what the meter shows."""

    account: BillingAccount
    user: User
    register: Register
    today: dt.date = dt.date(2017, 9, 10)
    used: int = 0
    start: int = SCALE - 40_000
    first: int | None = None
    accepted: dict[int, int] = field(default_factory=dict)
    """What had been used at each reading that was taken, by its id."""

    @property
    def shown(self) -> int:
        """What the meter shows."""
        return (self.start + self.used) % SCALE

    @property
    def last(self) -> int:
        """What had been used at the newest reading that stands."""
        live = Reading.objects.filter(pk__in=self.accepted, state__in=LIVE_STATES).order_by("taken_on", "pk").last()
        return self.accepted[live.pk] if live is not None else 0

    def use(self, volume: int) -> None:
        """Let the tap run, as far as a reading can still tell."""
        self.used += min(volume, max(0, self.last + RECOGNIZED - self.used))

    def send(self, text: str) -> None:
        """Send what stands in the text, and say that it is right when asked."""
        outcomes = submit_readings(
            account=self.account,
            values={self.register.pk: text},
            user=self.user,
            now=NOW,
            today=self.today,
            confirmed=[self.register.pk],
        )
        for outcome in outcomes:
            if outcome.is_stored and outcome.reading_id is not None and outcome.value == self.shown:
                self.accepted.setdefault(outcome.reading_id, self.used)

    def undo(self) -> None:
        """Take the newest reading back, where that leaves a step that can be recognized."""
        newest = Reading.objects.filter(register=self.register).order_by("-taken_on", "-pk").first()
        before = [used for key, used in self.accepted.items() if newest is None or key != newest.pk]
        if newest is not None and self.used - max(before, default=0) <= RECOGNIZED:
            try:
                withdraw_reading(account=self.account, reading_id=newest.pk, user=self.user, now=NOW, today=self.today)
            except DomainError as error:
                assert error.code == "undo_refused"  # noqa: PT017 - the code is the point

    def replace(self) -> None:
        """Put a new meter on the wall, which begins at 7."""
        try:
            meter = replace_meter(
                meter_id=self.register.meter_id,
                closing={self.register.pk: Decimal(self.shown)},
                new=NewMeter(f"{self.register.meter}я", {self.register.pk: Decimal(7)}),
                replaced_on=self.today,
                actor=SYSTEM,
                now=NOW,
            )
        except DomainError as error:
            assert error.code == "date_wrong"  # noqa: PT017 - read on the same day
            return
        closing = self.register.readings.get(kind=ReadingKind.CLOSING)
        self.accepted[closing.pk] = self.used
        self.register = meter.registers.get()
        self.start = 7 - self.used
        self.accepted[self.register.readings.get().pk] = self.used

    def next_month(self) -> None:
        """Go on to the next window."""
        self.today = (self.today + dt.timedelta(days=31)).replace(day=10)


STEPS = st.one_of(
    st.tuples(st.just("use"), st.integers(0, 40_000)),
    st.tuples(st.just("send"), st.just(0)),
    st.tuples(st.just("slip"), st.integers(0, len(WRONG))),
    st.tuples(st.just("undo"), st.just(0)),
    st.tuples(st.just("day"), st.integers(1, 3)),
    st.tuples(st.just("month"), st.just(0)),
    st.tuples(st.just("count"), st.just(0)),
    st.tuples(st.just("replace"), st.just(0)),
)


def act(dial: Dial, step: str, number: int) -> None:
    """Do one step."""
    if step == "use":
        dial.use(number)
    elif step == "send":
        dial.send(str(dial.shown))
    elif step == "slip":
        earlier = Reading.objects.filter(
            register=dial.register, state__in=LIVE_STATES, month__lt=dial.today.replace(day=1)
        )
        last = earlier.order_by("-taken_on").first()  # lower than another of this month is a correction
        lower = str(max(0, int(last.value) - 1)) if last is not None and last.value > 1 else "abc"
        dial.send((*WRONG, lower if lower != str(dial.shown) else "abc")[number])
    elif step == "undo":
        dial.undo()
    elif step == "day":
        dial.today = min(dial.today + dt.timedelta(days=number), dial.today.replace(day=25))
    elif step == "month":
        dial.next_month()
    elif step == "count":
        count_readings(organization_id=dial.account.organization_id, month=dial.today.replace(day=1), now=NOW)
    else:
        dial.replace()


def total(account: BillingAccount) -> Decimal:
    """What all standing readings of the account say was used."""
    rows = Reading.objects.filter(register__meter__account=account, state__in=LIVE_STATES)
    return sum((row.consumption for row in rows if row.consumption is not None), Decimal(0))


class SumOfUse(TestCase):
    @settings(max_examples=30, suppress_health_check=[HealthCheck.too_slow])
    @given(st.lists(STEPS, min_size=1, max_size=25))
    def test_consumption_adds_up_to_last_minus_first(self, steps: list[tuple[str, int]]) -> None:
        organization = make_organization(settings__check_excess=CheckLevel.OFF)
        account = make_account(organization)
        user = make_resident(make_portal(organizations=[organization]))
        dial = Dial(account, user, make_register(account))
        dial.send(str(dial.shown))
        for step, number in steps:
            act(dial, step, number)
        live = Reading.objects.filter(pk__in=dial.accepted, state__in=LIVE_STATES).order_by("taken_on", "pk")
        used = [dial.accepted[row.pk] for row in live]
        assert total(account) == (used[-1] - used[0] if used else 0)
