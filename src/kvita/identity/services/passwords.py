"""Passwords: chosen, issued once, changed at the office. None that a person chose is ever sent."""

import datetime as dt
import secrets
from typing import Final

from django.db import transaction

from kvita.core.audit import Actor, record_audit
from kvita.core.errors import DomainError
from kvita.identity.enums import CodePurpose
from kvita.identity.models import ConfirmationCode, User
from kvita.identity.services.codes import revoke_codes
from kvita.identity.services.registering import win_names
from kvita.notifications.enums import Channel
from kvita.notifications.services import enqueue_message

# Without letters and digits that look alike in an SMS: 0 O, 1 l I, 5 S.
ALPHABET: Final = "abcdefghjkmnpqrtuvwxyz2346789"


@transaction.atomic
def change_password(*, user: User, password: str, actor: Actor, now: dt.datetime, portal_name: str = "") -> User:
    """Set the password that the person chose; all other sessions end by it, and a notice goes, without the password.

    Whether the password is good enough is for `policies.check_password` to say, before.
    """
    user.set_password(password)
    user.password_issued = False
    user.save(update_fields=["password", "password_issued"])
    revoke_codes(user=user, purpose=CodePurpose.RESET_PASSWORD, now=now)
    record_audit(now=now, actor=actor, action="identity.change_password", target=user)
    tell_user(
        user=user,
        key=f"password-changed:{user.pk}:{now.isoformat()}",
        subject="Пароль изменён",
        text="Пароль от вашего кабинета изменён. Если это сделали не вы, восстановите доступ кнопкой «Забыли пароль?» "
        "на странице входа и позвоните нам.",
        portal_name=portal_name,
        now=now,
    )
    return user


@transaction.atomic
def issue_password(*, user: User, actor: Actor, now: dt.datetime) -> str:
    """Set a one-time password that has to be changed at the first sign-in, and return it for the SMS or the paper."""
    password = "".join(secrets.choice(ALPHABET) for _ in range(8))
    user.set_password(password)
    user.password_issued = True
    user.save(update_fields=["password", "password_issued"])
    record_audit(now=now, actor=actor, action="identity.issue_password", target=user)
    return password


def reset_password(
    *, code: ConfirmationCode, password: str, actor: Actor, now: dt.datetime, portal_name: str = ""
) -> User:
    """Set a new password for the user of a redeemed code; that it came back proves the address too.

    Call it as `apply` of `redeem_code`. Raises `DomainError` "code_wrong" for a decoy.
    """
    user = code.user
    if user is None:
        raise DomainError("code_wrong", "Код не подошёл. Попросите прислать ещё раз.")
    proves_email = code.channel == Channel.EMAIL and (user.email or "").lower() == code.address
    if proves_email or (code.channel == Channel.SMS and user.phone == code.address):
        win_names(user=user, email_proven=proves_email)
    if code.channel == Channel.EMAIL and (user.email or "").lower() == code.address:
        user.email_confirmed_at, user.confirmation_due = user.email_confirmed_at or now, False
    elif code.channel == Channel.SMS and user.phone == code.address:
        user.phone_confirmed_at, user.confirmation_due = user.phone_confirmed_at or now, False
    user.save(update_fields=["email_confirmed_at", "phone_confirmed_at", "confirmation_due", "email", "login"])
    return change_password(user=user, password=password, actor=actor, now=now, portal_name=portal_name)


def tell_user(*, user: User, key: str, subject: str, text: str, now: dt.datetime, portal_name: str = "") -> None:
    """Send a notice (no secret: it stays in the outbox) to the user's e-mail, or by SMS when there is none."""
    signed = f"{text}\n\n{portal_name}".strip()
    if user.email:
        enqueue_message(
            key=key, channel=Channel.EMAIL, recipient=user.email, subject=subject, text=signed, is_secret=False, now=now
        )
    elif user.phone:
        short = f"{portal_name}: {subject.lower()}. Не вы? Позвоните нам." if portal_name else f"{subject}."
        enqueue_message(
            key=key, channel=Channel.SMS, recipient=user.phone, subject=subject, text=short, is_secret=False, now=now
        )
