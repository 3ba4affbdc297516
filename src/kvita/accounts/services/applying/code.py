"""The code that lets an approved applicant in."""

import datetime as dt
from typing import Final

from kvita.accounts.models import AccessApplication
from kvita.core.errors import DomainError
from kvita.identity.enums import CodePurpose, ThrottleScope
from kvita.identity.services import CodeRules, Limit, forgive, hit, issue_code
from kvita.notifications.enums import Channel
from kvita.notifications.services import enqueue_message, withdraw_messages

CODE_WAIT: Final = dt.timedelta(minutes=1)
# Of one application, over all its codes and from wherever: four digits live a day, and a new code brings no new tries.
TRIES_OF_APPLICATION: Final = Limit(count=10, window=dt.timedelta(days=1))
TRIES_OF_APPLICATION_A_MONTH: Final = Limit(count=20, window=dt.timedelta(days=30))


def hit_completion(*, application: AccessApplication, now: dt.datetime) -> None:
    """Count a try at the code of an application before it is looked at. Raises `DomainError` "locked"."""
    hit(scope=ThrottleScope.CODE_TRY, limits=_limits(application), now=now, otherwise="Или позвоните нам.")


def forgive_completion(*, application: AccessApplication, now: dt.datetime) -> None:
    """Forget the tries after the right code."""
    forgive(scope=ThrottleScope.CODE_TRY, keys=[], wholly=_limits(application), now=now)


def _limits(application: AccessApplication) -> dict[str, Limit]:
    name = f"application:{application.pk}"
    return {name: TRIES_OF_APPLICATION, f"{name}:month": TRIES_OF_APPLICATION_A_MONTH}


def send_completion_code(
    *, application: AccessApplication, now: dt.datetime, not_before: dt.datetime | None = None, ip: str | None = None
) -> str:
    """Send «Код подтверждения» by SMS, or by letter to who gave no phone; return the key of the message.

    With `not_before` (the staff's decision, which may be undone) the next one needs no wait.

    Raises `DomainError` "contact_missing", "code_too_soon", "code_limit".
    """
    channel = Channel.SMS if application.phone else Channel.EMAIL
    address = application.phone or application.email
    if not address:
        raise DomainError("contact_missing", "В заявке нет ни телефона, ни почты: код отправить некуда.")
    portal = application.portal
    issued = issue_code(
        realm=portal.realm,
        purpose=CodePurpose.REGISTRATION,
        channel=channel,
        address=address,
        rules=CodeRules(
            lifetime=dt.timedelta(hours=portal.settings.confirmation_link_hours),
            digits=portal.settings.confirmation_code_digits,
            wait=dt.timedelta(0) if not_before else CODE_WAIT,
        ),
        payload={"application": application.pk},
        ip=ip,
        now=now,
    )
    if application.code_id is not None:  # its code is worth nothing any more
        withdraw_messages(keys=[f"application-code:{application.code_id}"])
    application.code_id = issued.code.public_id
    application.save(update_fields=["code_id"])
    key = f"application-code:{issued.code.public_id}"
    enqueue_message(
        key=key,
        channel=channel,
        recipient=address,
        subject="Код подтверждения",
        text=f"Код подтверждения: {issued.secret}. Введите его на странице регистрации. {portal.name}",
        is_secret=True,
        now=now,
        not_before=not_before,
    )
    return key
