"""Readings that staff take down in the name of a resident."""

import datetime as dt
from collections.abc import Collection, Mapping

from django.db import transaction

from kvita.accounts.models import BillingAccount
from kvita.identity.models import User
from kvita.metering.enums import ReadingSource
from kvita.metering.models import Reading
from kvita.metering.services.judging import Fate, ReadingOutcome
from kvita.metering.services.notices import tell_entered
from kvita.metering.services.submitting import submit_readings


@transaction.atomic
def enter_readings(
    *,
    account: BillingAccount,
    values: Mapping[int, str],
    user: User,
    source: ReadingSource,
    now: dt.datetime,
    today: dt.date,
    taken_on: dt.date | None = None,
    confirmed: Collection[int] = (),
) -> list[ReadingOutcome]:
    """Take readings as `submit_readings` does, and tell those who see the account what was entered for them.

    `user` is the member of staff, `source` how the readings came. Raises `DomainError` as `submit_readings`.
    """
    outcomes = submit_readings(
        account=account,
        values=values,
        user=user,
        source=source,
        now=now,
        today=today,
        taken_on=taken_on,
        confirmed=confirmed,
    )
    entered = [one.reading_id for one in outcomes if one.fate is Fate.ACCEPTED and one.reading_id is not None]
    readings = Reading.objects.filter(pk__in=entered).select_related("register__meter", "register__service")
    tell_entered(readings=list(readings.order_by("pk")), how=str(source.label), now=now)
    return outcomes
