"""How messages of the outbox leave this installation: letters by SMTP, SMS by the service that is connected."""

import smtplib
from collections.abc import Callable
from email.utils import parseaddr
from hashlib import sha256

from django.conf import settings
from django.core.mail import EmailMessage
from django.utils.module_loading import import_string

from kvita.notifications.enums import Channel
from kvita.notifications.models import OutboxMessage
from kvita.notifications.ports import DeliveryError, RefusedError, Sms, SmsSender
from kvita.web.attachments import draw_attachment


def sms_sender() -> SmsSender | None:
    """Return the connected SMS service (`KVITA_SMS`), or None."""
    if not settings.KVITA_SMS_SENDER:
        return None
    sender: SmsSender = import_string(settings.KVITA_SMS_SENDER)(**settings.KVITA_SMS_OPTIONS)
    return sender


def make_send(sms: SmsSender | None) -> Callable[[OutboxMessage], None]:
    """Return what `deliver_due_messages` calls for each message."""

    def send(message: OutboxMessage) -> None:
        if message.channel == Channel.EMAIL:
            _mail(message)
        elif sms is None:
            raise DeliveryError("no SMS service is connected (KVITA_SMS)")
        else:
            sms.send(Sms(phone=message.recipient, text=message.text, key=message.key))

    return send


def _mail(message: OutboxMessage) -> None:
    letter = EmailMessage(
        message.subject,
        message.text,
        settings.DEFAULT_FROM_EMAIL,
        [message.recipient],
        headers={"Message-ID": _letter_id(message)},
    )
    if message.document and (attachment := draw_attachment(message.document)):
        letter.attach(attachment.name, attachment.content, attachment.kind)
    try:
        letter.send()
    except smtplib.SMTPRecipientsRefused as error:
        raise RefusedError(f"no such address: {type(error).__name__}") from error
    except (smtplib.SMTPException, OSError) as error:
        raise DeliveryError(f"SMTP: {type(error).__name__}") from error


def _letter_id(message: OutboxMessage) -> str:
    """Return the same name each time one message is tried: whoever got it, and we did not hear so, sees it once."""
    host = parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2] or "localhost"
    return f"<{sha256(message.key.encode()).hexdigest()[:40]}@{host}>"
