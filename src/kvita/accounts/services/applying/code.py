"""The code that lets an approved applicant in."""

import datetime as dt
from typing import Final

from kvita.accounts.models import AccessApplication
from kvita.core.errors import DomainError
from kvita.identity.enums import CodePurpose
from kvita.identity.services import CodeRules, issue_code
from kvita.notifications.enums import Channel
from kvita.notifications.services import enqueue_message

CODE_WAIT: Final = dt.timedelta(minutes=1)


def send_completion_code(
    *, application: AccessApplication, now: dt.datetime, not_before: dt.datetime | None = None, ip: str | None = None
) -> str:
    """Send «Код подтверждения» (S2-18) by SMS, or by letter to who gave no phone; return the key of the message.

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
