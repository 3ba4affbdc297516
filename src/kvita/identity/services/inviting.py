"""The way in of staff: a link to a password of one's own, by letter or on paper. Nobody gives a password to another."""

import datetime as dt
from collections.abc import Callable
from typing import Final

from django.db import transaction

from kvita.core.audit import Actor, record_audit
from kvita.core.errors import DomainError
from kvita.identity.enums import CodePurpose
from kvita.identity.models import STAFF_REALM, User
from kvita.identity.selectors import find_staff
from kvita.identity.services.codes import CodeRules, IssuedCode, issue_code, revoke_codes
from kvita.notifications.enums import Channel
from kvita.notifications.services import enqueue_message

INVITED_FOR: Final = dt.timedelta(days=3)
FORGOTTEN_FOR: Final = dt.timedelta(hours=2)
# Who invites is signed in and audited; the limit only stops a button that is pressed again and again.
INVITATIONS: Final = CodeRules(lifetime=INVITED_FOR, wait=dt.timedelta(0), per_address=20, per_user=20)
FORGOTTEN: Final = CodeRules(lifetime=FORGOTTEN_FOR, wait=dt.timedelta(minutes=1))
LinkOf = Callable[[str], str]


@transaction.atomic
def invite_staff(*, user: User, by_letter: bool, link_of: LinkOf, actor: Actor, now: dt.datetime) -> str:
    """Make a link by which a member of staff sets a password, send it or leave it to be printed, and return it.

    `link_of` makes the address of a page from the token. Links made before stop working. The link works once, for
    three days; that it was made, by whom and how it went is in the audit log, the link itself is not.

    Raises `DomainError`: "not_staff", "email_missing", "code_limit".
    """
    if user.realm != STAFF_REALM or not user.is_staff or not user.is_active:
        raise DomainError("not_staff", "Это не действующий сотрудник: сначала включите ему вход.")
    if by_letter and not user.email:
        raise DomainError("email_missing", "У сотрудника не указана почта. Впишите её или напечатайте ссылку.")
    revoke_codes(user=user, purpose=CodePurpose.RESET_PASSWORD, now=now)
    issued = _issue(user, (user.email or "") if by_letter else f"paper:{user.pk}", INVITATIONS, now)
    link = link_of(issued.token)
    if by_letter:
        _send(
            user,
            issued,
            link,
            subject="Вход для сотрудника",
            text=f"Вас пригласили в рабочее место «Квита». {_name(user)}Придумайте пароль по ссылке: {link}\n\n"
            "Ссылка действует 3 дня и один раз. Если письмо пришло по ошибке, удалите его.",
            now=now,
        )
    record_audit(
        now=now, actor=actor, action="identity.invite_staff", target=user, changes={"by": ["", _way(by_letter)]}
    )
    return link


def recover_staff(*, name: str, link_of: LinkOf, now: dt.datetime, ip: str | None = None) -> None:
    """Send a link to a new password to the member of staff with this login or e-mail, if one has an address.

    Nothing tells whether there is: limits, rows and answers are the same for a name that nobody has.

    Raises `DomainError` "code_too_soon", "code_limit".
    """
    user = find_staff(name.strip())
    known = user if user is not None and user.is_active and user.is_staff and user.email else None
    with transaction.atomic():
        address = (known.email or "") if known else f"nobody:{name.strip().lower()[:200]}"
        issued = _issue(known, address, FORGOTTEN, now, ip=ip, counted_as=f"staff:{name.strip().lower()[:140]}")
        if known is not None:
            link = link_of(issued.token)
            text = (
                f"{_name(known)}Чтобы придумать новый пароль, откройте ссылку: {link}\n\nСсылка действует 2 часа и "
                "один раз. Если вы этого не просили, ничего делать не нужно: пароль остался прежним."
            )
            _send(known, issued, link, subject="Новый пароль", text=text, now=now)


def _issue(
    user: User | None,
    address: str,
    rules: CodeRules,
    now: dt.datetime,
    *,
    ip: str | None = None,
    counted_as: str = "",
) -> IssuedCode:
    return issue_code(
        realm=STAFF_REALM,
        purpose=CodePurpose.RESET_PASSWORD,
        channel=Channel.EMAIL,
        address=address,
        user=user,
        rules=rules,
        now=now,
        ip=ip,
        counted_as=counted_as,
    )


def _send(user: User, issued: IssuedCode, link: str, *, subject: str, text: str, now: dt.datetime) -> None:
    enqueue_message(
        key=f"staff-link:{issued.code.public_id}",
        channel=Channel.EMAIL,
        recipient=user.email or "",
        subject=subject,
        text=text,
        links=[link],
        is_secret=True,
        now=now,
    )


def _name(user: User) -> str:
    return f"Ваш логин: {user.login}. " if user.login else ""


def _way(by_letter: bool) -> str:
    return "письмо" if by_letter else "ссылка на бумаге"
