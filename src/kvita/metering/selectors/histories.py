"""All that is known of one scale: every reading with what happened to it, and what was used month by month."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal

from django.db.models import Count, OuterRef, Prefetch, QuerySet, Subquery

from kvita.accounts.models import BillingAccount
from kvita.calc.monthly_use import MonthUse, monthly_use
from kvita.calc.period import Month
from kvita.metering.enums import LIVE_STATES, ReadingKind, ReadingState
from kvita.metering.models import Reading, ReadingEvent, ReadingPhoto, Register
from kvita.metering.selectors.recent import replaced_registers
from kvita.metering.selectors.registers import in_order_of_bill, points_of
from kvita.metering.selectors.terms import norm_of_register, with_terms

READINGS_SHOWN = 120


@dataclass(frozen=True, slots=True)
class RegisterHistory:
    """A scale with the readings of its meter and of those that it replaced, newest first, whatever their fate.

    Each reading has its `events` (with users) and `photo_id`, the newest photo or None. `use` is oldest first.
    `estimated` are the averages that stand for months without a reading. The `norm` is that of the flat; `sharing`
    counts the scales of the service in the flat, which it is for together.
    """

    register: Register
    readings: list[Reading]
    use: list[MonthUse]
    norm: Decimal | None
    estimated: dict[Month, Decimal] = field(default_factory=dict)
    sharing: int = 1

    def volume(self, month: Month) -> Decimal | None:
        """Return what was used in a month, None where it is not known."""
        return next((one.volume for one in self.use if one.month == month), None)


def register_history(account: BillingAccount, register_id: int, *, today: dt.date) -> RegisterHistory | None:
    """Return the history of a scale of this account, None when it is not of it; at most four queries."""
    own = Register.objects.filter(meter__account=account)
    register = with_terms(in_order_of_bill(own), day=today).annotate(sharing=_scales()).filter(pk=register_id).first()
    if register is None:
        return None
    ids = [register.pk, *replaced_registers([register]).get(register.pk, ())]
    readings = list(journal_of(Reading.objects.filter(register__in=ids)).order_by("-taken_on", "-register", "-pk"))
    shown = readings[:READINGS_SHOWN]
    return RegisterHistory(
        register,
        shown,
        _use_of(shown, register.digits),
        norm_of_register(register),
        estimated=_estimated(shown),
        sharing=getattr(register, "sharing", None) or 1,
    )


def journal_of(readings: QuerySet[Reading]) -> QuerySet[Reading]:
    """Add who sent each reading, its `events` with users, and `photo_id`; one query more for any number of readings."""
    newest = ReadingPhoto.objects.filter(reading=OuterRef("pk")).order_by("-pk")
    events = ReadingEvent.objects.select_related("user").order_by("at", "pk")
    return (
        readings.annotate(photo_id=Subquery(newest.values("pk")[:1]))
        .select_related("submitted_by", "register__meter")
        .prefetch_related(Prefetch("events", events))
    )


def photo_of_account(account: BillingAccount, photo_id: int) -> ReadingPhoto | None:
    """Return a photo of a reading of this account; one query."""
    return ReadingPhoto.objects.filter(pk=photo_id, reading__register__meter__account=account).first()


def _scales() -> Subquery:
    """Count the scales of the same service on the wall of the same flat."""
    same = Register.objects.filter(
        meter__account=OuterRef("meter__account"), service=OuterRef("service"), meter__removed_on=None
    )
    return Subquery(same.order_by().values("service").annotate(number=Count("pk")).values("number"))


def _estimated(readings: Iterable[Reading]) -> dict[Month, Decimal]:
    return {
        Month.of(one.month): one.consumption
        for one in readings
        if one.kind == ReadingKind.ESTIMATED and one.state in LIVE_STATES and one.consumption is not None
    }


def _use_of(readings: Iterable[Reading], digits: int) -> list[MonthUse]:
    counted = (ReadingState.ACCEPTED, ReadingState.COUNTED)
    taken = [one for one in readings if one.state in counted and one.kind != ReadingKind.ESTIMATED]
    return monthly_use(points_of(reversed(taken), digits))
