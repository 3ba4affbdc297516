"""Passwords: chosen, issued once, changed at the office. None that a person chose is ever sent."""

import datetime as dt
import secrets
from collections.abc import Sequence
from typing import Final

from allauth.mfa.models import Authenticator
from django.db import transaction
from django.db.models import Q

from kvita.core.audit import Actor, record_audit
from kvita.core.errors import DomainError
from kvita.identity.enums import CodePurpose
from kvita.identity.models import STAFF_REALM, ConfirmationCode, User
from kvita.identity.services.registering import win_names
from kvita.notifications.enums import Channel
from kvita.notifications.services import enqueue_message

# Without letters and digits that look alike in an SMS: 0 O, 1 l I, 5 S.
ALPHABET: Final = "abcdefghjkmnpqrtuvwxyz2346789"


@transaction.atomic
def change_password(
    *,
    user: User,
    password: str,
    actor: Actor,
    now: dt.datetime,
    portal_name: str = "",
    dropped: Sequence[str] = (),
) -> User:
    """Set the password that the person chose; all other sessions end by it, and a notice goes, without the password.

    Links and codes that are on their way end too, and another e-mail that waited for its link: whoever asked for them
    knew the old password. The notice names what was `dropped` besides. Whether the new one is good enough is for
    `policies.check_password` to say, before.
    """
    _set(user, password, now, issued=False)
    record_audit(now=now, actor=actor, action="identity.change_password", target=user)
    tell_user(
        user=user,
        key=f"password-changed:{user.pk}:{now.isoformat()}",
        subject="Пароль изменён",
        text="Пароль от вашего кабинета изменён. Если это сделали не вы, восстановите доступ кнопкой «Забыли пароль?» "
        f"на странице входа и позвоните нам.{_say_dropped(dropped)}",
        portal_name=portal_name,
        now=now,
    )
    return user


def _say_dropped(dropped: Sequence[str]) -> str:
    if not dropped:
        return ""
    return (
        f"\n\nДо сих пор адрес кабинета не был подтверждён, поэтому мы убрали то, что в нём указали раньше: "
        f"{', '.join(dropped)}. Если это ваше, добавьте снова в профиле."
    )


@transaction.atomic
def issue_password(*, user: User, actor: Actor, now: dt.datetime) -> str:
    """Set a one-time password that has to be changed at the first sign-in, and return it for the SMS or the paper."""
    password = "".join(secrets.choice(ALPHABET) for _ in range(8))
    _set(user, password, now, issued=True)
    record_audit(now=now, actor=actor, action="identity.issue_password", target=user)
    return password


def reset_password(
    *, code: ConfirmationCode, password: str, actor: Actor, now: dt.datetime, portal_name: str = ""
) -> User:
    """Set a new password for the user of a redeemed code; that it came back proves the address too.

    Where it is the first proof of the address, the cabinet may have been made and furnished by somebody else: keys
    and apps go, after a letter the phone too; the owner is told which. An unproved e-mail stays after an SMS, for it is
    the name to sign in with: the page asks to look at it. Call it as `apply` of `redeem_code`. Raises `DomainError`
    "code_wrong" for a decoy.
    """
    user = code.user
    if user is None:
        raise DomainError("code_wrong", "Код не подошёл. Попросите прислать ещё раз.")
    by_email = code.channel == Channel.EMAIL and (user.email or "").lower() == code.address
    by_phone = code.channel == Channel.SMS and user.phone == code.address
    planted: list[str] = []
    if by_email or by_phone:
        win_names(user=user, email_proven=by_email, now=now)
        planted = _drop_planted(user, by_email=by_email)
        user.confirmation_due = False
        user.email_confirmed_at = user.email_confirmed_at or (now if by_email else None)
        user.phone_confirmed_at = user.phone_confirmed_at or (now if by_phone else None)
    user.save(update_fields=["email_confirmed_at", "phone_confirmed_at", "confirmation_due", "email", "phone", "login"])
    if planted:
        record_audit(
            now=now, actor=actor, action="identity.drop_planted", target=user, changes={"ways_in": [planted, []]}
        )
    return change_password(user=user, password=password, actor=actor, now=now, portal_name=portal_name, dropped=planted)


def _set(user: User, password: str, now: dt.datetime, *, issued: bool) -> None:
    """Store the password and end what is on its way; but the letter that proves the person's own address."""
    open_codes = ConfirmationCode.objects.filter(user=user, used_at=None, revoked_at=None)
    own_letter = Q(purpose=CodePurpose.CONFIRM_EMAIL, address=(user.email or "").lower())
    open_codes.exclude(own_letter).update(revoked_at=now)
    user.set_password(password)
    user.password_issued = issued
    user.save(update_fields=["password", "password_issued"])


def _drop_planted(user: User, *, by_email: bool) -> list[str]:
    """Take away what anybody may have added who registered with the address before it was proved; return its names."""
    if user.realm == STAFF_REALM or (user.email_confirmed_at if by_email else user.phone_confirmed_at):
        return []
    found = Authenticator.objects.filter(user=user)
    names = {
        Authenticator.Type.TOTP: "вход по коду из приложения",
        Authenticator.Type.RECOVERY_CODES: "запасные коды",
        Authenticator.Type.WEBAUTHN: "ключи входа",
    }
    kinds = set(found.values_list("type", flat=True))
    dropped = [name for kind, name in names.items() if kind in kinds]
    found.delete()
    if by_email and user.phone:
        dropped.append(f"телефон {user.phone}")
        user.phone = user.phone_confirmed_at = None
    return dropped


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
