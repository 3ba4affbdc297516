"""What holds for a register beside its readings, added to its query: days of submission, norm, residents."""

import datetime as dt
from decimal import Decimal

from django.db.models import F, OuterRef, Q, QuerySet, Subquery

from kvita.housing.models import OrganizationSettings
from kvita.metering.enums import LIVE_STATES, ReadingKind
from kvita.metering.models import Reading, Register, SubmissionRule
from kvita.metering.policies.windows import WindowDays, days_of
from kvita.tariffs.selectors import norm_of

_BUILDING = "meter__account__premise__building"


def with_terms(registers: QuerySet[Register], *, day: dt.date) -> QuerySet[Register]:
    """Add what `days_of_register` and `norm_of_register` read; no further query."""
    return with_days(registers).annotate(
        norm_amount=norm_of(service="service", building=_BUILDING, day=day),
        residents=F("meter__account__residents_count"),
    )


def with_days(registers: QuerySet[Register]) -> QuerySet[Register]:
    """Add `rule_days`, the days of the rule that holds for the register, as `days_of` takes them."""
    rules = (
        SubmissionRule.objects.filter(organization=OuterRef("meter__organization"))
        .filter(Q(service=None) | Q(service=OuterRef("service")))
        .filter(Q(building=None) | Q(building=OuterRef(_BUILDING)))
        .order_by(F("building").desc(nulls_last=True), F("service").desc(nulls_last=True))
    )
    days = rules.annotate(days=F("from_day") * 100 + F("to_day")).values("days")[:1]
    return registers.annotate(rule_days=Subquery(days))


def with_newest(registers: QuerySet[Register]) -> QuerySet[Register]:
    """Add `newest_on`, the day of the newest live reading that was really taken, and `newest_month`, its month.

    The month is that of the newest one that somebody took, not of the first of a new meter.
    """
    live = Reading.objects.filter(register=OuterRef("pk"), state__in=LIVE_STATES).order_by("-taken_on")
    taken = live.exclude(kind=ReadingKind.ESTIMATED)
    return registers.annotate(
        newest_on=Subquery(taken.values("taken_on")[:1]),
        newest_month=Subquery(taken.exclude(kind=ReadingKind.OPENING).values("month")[:1]),
    )


def days_of_register(register: Register, settings: OrganizationSettings) -> WindowDays:
    """Return the days on which readings of this register (from `with_days`) are taken."""
    return days_of(settings, getattr(register, "rule_days", None))


def norm_of_register(register: Register) -> Decimal | None:
    """Return the norm of all residents together for a month; None where norm or residents are not known."""
    amount, residents = getattr(register, "norm_amount", None), getattr(register, "residents", None)
    return amount * residents if amount is not None and residents else None
