"""What the staff of a portal are told at once: in the audit log, on the first page of the desk, and by letter."""

import datetime as dt
from collections.abc import Mapping
from typing import Final

from django.db import transaction

from kvita.accounts.enums import Alarm
from kvita.accounts.policies.guessing import FAILED_OF_PORTAL, FAILED_OF_SURNAME, TRIES_WITH_FLAT
from kvita.core.audit import SYSTEM, record_audit
from kvita.core.models import IdempotencyKey
from kvita.housing.models import Portal
from kvita.identity.policies import LETTERS_WORTH_TELLING, SMS_OF_PORTAL
from kvita.notifications.enums import Channel
from kvita.notifications.services import enqueue_message

TRIES_SEEN: Final = "\n\nКто и что пробовал, видно на странице «Попытки и блокировки»."
UNEXPECTED: Final = (
    "Если столько новых жильцов вы не ждали, коды заказывает программа: с каких адресов, видно в журнале веб-сервера."
)
SENTENCES: Final[Mapping[Alarm, str]] = {
    Alarm.SURNAMES_GUESSED: (
        f"За месяц много неудачных попыток привязать чужие лицевые счета: больше {FAILED_OF_PORTAL.count} или больше "
        f"{FAILED_OF_SURNAME.count} с одной фамилией. Теперь вместе с фамилией мы спрашиваем и номер квартиры."
    ),
    Alarm.FLATS_GUESSED: (
        f"За месяц больше {TRIES_WITH_FLAT.count} неудачных попыток привязать чужие счета по фамилии и квартире. "
        "Пока никто не может привязать так счёт сам: кто позвонит, тому поможет только сотрудник."
    ),
    Alarm.SMS_SPENT: (
        f"За сутки заказали {SMS_OF_PORTAL} SMS с кодами, это предел кабинета. До конца суток новые не уходят, и "
        f"телефон никто не подтвердит. {UNEXPECTED}"
    ),
    Alarm.MANY_LETTERS: (
        f"За сутки заказали больше {LETTERS_WORTH_TELLING} писем со ссылками и кодами. Письма уходят и дальше. "
        f"{UNEXPECTED}"
    ),
}


@transaction.atomic
def raise_alarm(*, portal: Portal, alarm: Alarm, now: dt.datetime) -> bool:
    """Tell the staff of every organisation of the portal, once a day; return whether this call has told it.

    Never call it in a transaction that ends with an error: the alarm would go with it.
    """
    key = f"{alarm.name}:{portal.pk}:{now:%Y-%m-%d}"
    _, is_first = IdempotencyKey.objects.get_or_create(scope="alarm", key=key, defaults={"created_at": now})
    if not is_first:
        return False
    for organization in portal.organizations.order_by("pk"):
        record_audit(
            now=now,
            actor=SYSTEM,
            action=alarm.value,
            target=portal,
            organization_id=organization.pk,
            reason=SENTENCES[alarm],
        )
    if portal.support_email:
        enqueue_message(
            key=f"alarm:{key}",
            channel=Channel.EMAIL,
            recipient=portal.support_email,
            subject=f"{alarm.label}: {portal.name}",
            text=SENTENCES[alarm] + (TRIES_SEEN if alarm.is_guessing else ""),
            is_secret=False,
            now=now,
        )
    return True
