"""The confirmation of a payment goes to its payer by e-mail."""

import datetime as dt

from django.db import transaction

from kvita.core.errors import DomainError
from kvita.identity.models import User
from kvita.notifications.enums import Channel
from kvita.notifications.services import enqueue_message
from kvita.payments.documents import CONFIRMATION, confirmation_letter
from kvita.payments.models import Payment


@transaction.atomic
def send_confirmation(*, payment: Payment, user: User, link: str, today: dt.date, now: dt.datetime) -> str:
    """Put the letter into the outbox and return its address: the user's own. The same day again it is not sent twice.

    The letter carries the confirmation as PDF, drawn when it leaves.

    Raises `DomainError` "no_email" (none, or not confirmed: what others pay must not go to a mistyped address).
    """
    if not user.email or user.email_confirmed_at is None:
        raise DomainError("no_email", "Укажите и подтвердите почту в разделе «Мой профиль»: туда и пришлём.")
    subject, text = confirmation_letter(payment, link=link)
    enqueue_message(
        key=f"payment-confirmation:{payment.pk}:{user.pk}:{today.isoformat()}",
        channel=Channel.EMAIL,
        recipient=user.email,
        subject=subject,
        text=text,
        links=[link],
        document=f"{CONFIRMATION}:{payment.pk}",
        is_secret=False,
        now=now,
    )
    return user.email
