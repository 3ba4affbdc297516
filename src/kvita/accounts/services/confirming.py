"""Confirmation of addresses at registration: the link of a letter, the code of an SMS."""

import datetime as dt
import uuid
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Any, Final

from django.db import transaction
from django.db.models import QuerySet

from kvita.accounts.policies import letter_rules
from kvita.accounts.selectors.sharing import is_claimed_twice
from kvita.accounts.services.contacts import note_proven_address, send_code_by_sms
from kvita.accounts.services.linking import link_proven_account
from kvita.core.audit import Actor, record_audit
from kvita.core.errors import DomainError
from kvita.core.wording import counted
from kvita.housing.models import Portal
from kvita.identity.enums import CodePurpose, ThrottleScope
from kvita.identity.models import ConfirmationCode, User
from kvita.identity.policies import visitor_at
from kvita.identity.selectors import find_code, users_by_email, users_sharing_email
from kvita.identity.services import (
    HOUR,
    CodeRules,
    Limit,
    confirm_email,
    hit,
    issue_code,
    peek_token,
    redeem_code,
    redeem_token,
    reset_password,
    revoke_codes,
    split_token,
)
from kvita.notifications.enums import Channel
from kvita.notifications.services import enqueue_message

LETTERS: Final = Limit(count=20, window=HOUR)
NO_WAIT: Final = dt.timedelta(0)
LETTER: Final = CodePurpose.CONFIRM_EMAIL
PHONE: Final = CodePurpose.CONFIRM_PHONE
DEAD_LINK: Final = "Эта ссылка больше не действует. Войдите в кабинет или зарегистрируйтесь ещё раз."

AddressOf = Callable[[str], str]
"""Makes the full address of a page from the token of a link."""


@dataclass(frozen=True, slots=True)
class Claimed:
    """An account proved before there was a user (`prove_claim`)."""

    account_id: int
    proof: str


def send_letter_again(
    *, user: User, portal: Portal, address_of: AddressOf, now: dt.datetime, actor: Actor
) -> ConfirmationCode:
    """Send the letter of confirmation once more, with the account that waits in it.

    Raises `DomainError`: "email_confirmed" when there is nothing to confirm, "code_too_soon" with `seconds`,
    "code_limit".
    """
    if user.email_confirmed_at or not user.email:
        raise DomainError("email_confirmed", "Почта уже подтверждена, можно входить.")
    last = _letters(user).first()
    with transaction.atomic():
        return send_letter(
            user=user, portal=portal, payload=last.payload if last else {}, address_of=address_of, now=now, actor=actor
        )


def send_letter_to(*, email: str, portal: Portal, address_of: AddressOf, now: dt.datetime, actor: Actor) -> None:
    """Send the letter again to an address that somebody typed.

    Nothing tells whether anybody has registered with it: what is known, confirmed or was sent a moment ago is passed
    over in silence. Raises `DomainError` "locked" after many addresses from one IP address.
    """
    if actor.address:
        hit(scope=ThrottleScope.CODE_SENT, limits={f"letters:{visitor_at(actor.address)}": LETTERS}, now=now)
    for user in users_by_email(email, realm=portal.realm):
        with suppress(DomainError):
            send_letter_again(user=user, portal=portal, address_of=address_of, now=now, actor=actor)


def confirm_by_link(
    *, portal: Portal, token: str, now: dt.datetime, actor: Actor, is_own: bool = False, password: str = ""
) -> User:
    """Confirm the e-mail of the letter's link and link the account that waited for it; the link again changes nothing.

    Where another registration with the address sees accounts, they go over to this one. Whoever opens the letter need
    not be who chose the password of this one, so a new `password` is asked for before, unless the browser is that of
    the registration (`is_own`).

    Raises `DomainError`: "password_needed",
    "code_wrong", "code_expired", "code_spent" (another address since, or registered anew).
    """
    code = _known_letter(portal, token, now)
    if code is not None and code.user is not None and code.user.email_confirmed_at and _is_for_now(code):
        return code.user

    def apply(code: ConfirmationCode) -> None:
        if code.user is None or not _is_for_now(code):
            raise DomainError("code_spent", DEAD_LINK)
        if password:
            reset_password(code=code, password=password, actor=actor, now=now, portal_name=portal.name)
        elif not is_own and is_claimed_twice(code.user):
            raise DomainError("password_needed", "Придумайте пароль, чтобы кабинет остался только вашим.")
        else:
            confirm_email(user=code.user, now=now)
        note_proven_address(user=code.user, portal=portal, actor=actor, now=now)
        if code.payload.get("account_id"):
            claimed = Claimed(code.payload["account_id"], code.payload["proof"])
            link_claimed(user=code.user, portal=portal, claimed=claimed, now=now, actor=actor)

    used = redeem_token(realm=portal.realm, purpose=LETTER, token=token, now=now, apply=apply, ip=actor.address)
    if used.user is None:
        raise DomainError("code_spent", DEAD_LINK)
    return used.user


def user_of_letter(*, portal: Portal, token: str, now: dt.datetime) -> User:
    """Return whose address the link of a letter would confirm, or has confirmed; nothing changes.

    Raises `DomainError` as `confirm_by_link` does.
    """
    code = _known_letter(portal, token, now)
    if code is not None and code.user is not None and code.user.email_confirmed_at and _is_for_now(code):
        return code.user
    open_code = peek_token(realm=portal.realm, purpose=LETTER, token=token, now=now)
    if open_code.user is None or not _is_for_now(open_code):
        raise DomainError("code_spent", DEAD_LINK)
    return open_code.user


@transaction.atomic
def refuse_letter(*, user: User, actor: Actor, now: dt.datetime) -> None:
    """Take in that whoever reads the address has not registered: the links sent to it stop working."""
    revoke_codes(user=user, purpose=LETTER, now=now)
    record_audit(now=now, actor=actor, action="accounts.refuse_letter", target=user)


def user_of_late_link(*, portal: Portal, token: str, now: dt.datetime) -> User | None:
    """Return whose letter a link that came too late belongs to, so that a new one can go there; None for no real link.

    The new letter goes to the address that had the old one, so the link is proof enough.
    """
    code = _known_letter(portal, token, now)
    return code.user if code is not None and _is_for_now(code) else None


def newest_letter(*, user: User) -> ConfirmationCode | None:
    """Return the letter of confirmation that was sent last."""
    return _letters(user).first()


def send_phone_code(*, portal: Portal, phone: str, now: dt.datetime, actor: Actor) -> uuid.UUID:
    """Send a code to a phone that nobody is registered with yet; return which code it is.

    Raises `DomainError` "code_too_soon" with `seconds`, "code_limit".
    """
    return send_code_by_sms(portal=portal, phone=phone, ip=actor.address, now=now).public_id


def check_phone_code(
    *, portal: Portal, phone: str, public_id: uuid.UUID, secret: str, now: dt.datetime, actor: Actor
) -> None:
    """Use up the code that was sent to this phone.

    Raises `DomainError`: "code_wrong" (`tries_left`), "code_expired", "code_spent", "locked".
    """
    code = find_code(public_id, realm=portal.realm, purpose=PHONE)
    if code is None or code.address != phone:
        raise DomainError("code_spent", "Номер изменился. Нажмите «Отправить смс» ещё раз.")
    redeem_code(realm=portal.realm, purpose=PHONE, public_id=public_id, secret=secret, now=now, ip=actor.address)


def link_claimed(*, user: User, portal: Portal, claimed: Claimed, now: dt.datetime, actor: Actor) -> None:
    """Link the account that was proved before."""
    link_proven_account(
        user=user, portal=portal, account_id=claimed.account_id, proof=claimed.proof, now=now, actor=actor
    )


def _letters(user: User) -> QuerySet[ConfirmationCode]:
    return ConfirmationCode.objects.filter(user=user, purpose=LETTER).order_by("-pk")


def _known_letter(portal: Portal, token: str, now: dt.datetime) -> ConfirmationCode | None:
    """Return the code of a link whose secret is right, whatever became of it."""
    try:
        return peek_token(realm=portal.realm, purpose=LETTER, token=token, now=now)
    except DomainError as error:
        if error.code == "code_wrong":
            return None
    public_id, _ = split_token(token=token)
    return find_code(public_id, realm=portal.realm, purpose=LETTER)


def send_letter(
    *,
    user: User,
    portal: Portal,
    payload: Mapping[str, Any],
    address_of: AddressOf,
    now: dt.datetime,
    actor: Actor,
    patient: bool = True,
) -> ConfirmationCode:
    """Send the letter; who registers anew is not kept waiting (`patient`), but the limits of the day hold."""
    rules = letter_rules(portal.settings)
    issued = issue_code(
        realm=portal.realm,
        purpose=LETTER,
        channel=Channel.EMAIL,
        address=user.email or "",
        rules=rules if patient else replace(rules, wait=NO_WAIT),
        user=user,
        payload=payload,
        now=now,
        ip=actor.address,
    )
    key, address = f"code:{issued.code.public_id}", address_of(issued.token)
    waiting = [other for other in users_sharing_email(user.email or "", realm=portal.realm) if other.pk != user.pk]
    if holder := next((other for other in waiting if not other.confirmation_due), None):
        way_in = _way_in_of(holder, rules, now) if holder.is_active else ""
        tell_holder(key=key, email=user.email or "", portal=portal, now=now, link=address_of(way_in) if way_in else "")
        return issued.code
    enqueue_message(
        key=key,
        channel=Channel.EMAIL,
        recipient=user.email or "",
        subject="Подтвердите почту",
        text=_letter(portal, address, earlier=bool(waiting)),
        links=[address],
        is_secret=True,
        now=now,
    )
    return issued.code


def _way_in_of(holder: User, rules: CodeRules, now: dt.datetime) -> str:
    """Return the token of a link by which the holder gets in: it was counted with the registration."""
    issued = issue_code(
        realm=holder.realm,
        purpose=CodePurpose.RESET_PASSWORD,
        channel=Channel.EMAIL,
        address=holder.email or "",
        rules=rules,
        user=holder,
        now=now,
        counted=False,
    )
    return issued.token


def tell_holder(*, key: str, email: str, portal: Portal, now: dt.datetime, link: str = "") -> None:
    """Tell who has a cabinet with this e-mail that somebody registers with it: the page said nothing of it.

    `link` leads to a page with both ways in, the sign-in and a new password.
    """
    way = (
        f"Если это были вы, откройте ссылку: по ней можно войти или придумать новый пароль, а счета, которые вы успели "
        f"добавить, перейдут в кабинет:\n{link}\n\n"
        if link
        else "Если это были вы, войдите в него; забыли пароль — нажмите «Забыли пароль?» на странице входа. "
    )
    enqueue_message(
        key=key,
        channel=Channel.EMAIL,
        recipient=email,
        subject="У вас уже есть кабинет",
        text=f"С вашей почтой только что начали регистрацию в сервисе «{portal.name}», а кабинет с ней у вас уже есть. "
        f"{way}Если не вы, ничего делать не нужно: без вашего письма чужая регистрация не завершится.",
        links=[link] if link else [],
        is_secret=bool(link),
        now=now,
    )


def _letter(portal: Portal, address: str, *, earlier: bool) -> str:
    """Return the text of the letter."""
    hours = _hours(portal.settings.confirmation_link_hours)
    known = "\n".join(portal.contact_lines())
    lines = [
        f"Благодарим вас за регистрацию в сервисе «{portal.name}».",
        f"Для подтверждения адреса электронной почты перейдите по ссылке:\n{address}",
        f"Ссылка действует {hours}. Если не успели, откройте её всё равно: мы пришлём новую.",
        "С этой почтой уже начинали регистрацию. Останется та, чью ссылку вы откроете: остальные закроются, а "
        "добавленные в них лицевые счета перейдут в неё." * earlier,
        "Если письмо попало к вам по ошибке — пожалуйста, удалите его.",
        f"Контакты:\n{known}" if known else "",
    ]
    return "\n\n".join(line for line in lines if line)


def _is_for_now(code: ConfirmationCode) -> bool:
    """Tell whether the letter went to the address that the user has now."""
    return code.user is not None and (code.user.email or "").lower() == code.address


def _hours(count: int) -> str:
    return counted(count, "час", "часа", "часов")
