"""Taking a reading back."""

import datetime as dt

from django.db import transaction

from kvita.accounts.models import BillingAccount
from kvita.calc.period import Month
from kvita.core.errors import DomainError
from kvita.core.locks import lock_rows
from kvita.identity.models import User
from kvita.metering.enums import LIVE_STATES, ReadingAct, ReadingState
from kvita.metering.models import Reading, ReadingEvent, Register
from kvita.metering.policies.undo import can_withdraw
from kvita.metering.selectors.terms import days_of_register, with_days


@transaction.atomic
def withdraw_reading(
    *, account: BillingAccount, reading_id: int, user: User, now: dt.datetime, today: dt.date
) -> Reading:
    """Take back a resident's reading of this account as far as the organisation allows (D16); it stays in the journal.

    A reading already withdrawn is left as it is. Raises `DomainError`: "reading_unknown", "undo_refused".
    """
    reading = Reading.objects.filter(pk=reading_id, register__meter__account=account).first()
    if reading is None:
        raise DomainError("reading_unknown", "Такого показания нет. Откройте страницу счётчиков заново.")
    (register,) = lock_rows(with_days(Register.objects.all()), [reading.register_id])
    (reading,) = lock_rows(Reading.objects.select_related("register__meter"), [reading_id])
    if reading.state == ReadingState.WITHDRAWN:
        return reading
    settings = account.organization.settings
    window = days_of_register(register, settings).of(Month.of(reading.month))
    may = can_withdraw(reading, settings=settings, user=user, today=today, window=window)
    if not may or _is_overtaken(reading):
        raise DomainError("undo_refused", "Это показание уже нельзя отменить. Передайте новое или позвоните нам.")
    reading.state = ReadingState.WITHDRAWN
    reading.save(update_fields=["state"])
    ReadingEvent.objects.create(reading=reading, at=now, act=ReadingAct.WITHDRAWN, user=user)
    return reading


def _is_overtaken(reading: Reading) -> bool:
    newer = Reading.objects.filter(register=reading.register_id, state__in=LIVE_STATES, taken_on__gt=reading.taken_on)
    return newer.exists()
