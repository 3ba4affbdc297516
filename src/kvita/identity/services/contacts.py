"""What a person changes about themselves: name, phones, and the e-mail, once the new address has answered."""

import datetime as dt
from collections.abc import Callable

from django.db import transaction

from kvita.core.audit import Actor, record_audit
from kvita.core.errors import DomainError
from kvita.identity.enums import CodePurpose
from kvita.identity.models import ConfirmationCode, User
from kvita.identity.selectors import users_by_email
from kvita.identity.services.codes import CodeRules, IssuedCode, issue_code, redeem_token, revoke_codes
from kvita.identity.services.passwords import tell_user
from kvita.identity.services.registering import change_email
from kvita.notifications.enums import Channel
from kvita.notifications.services import enqueue_message


@transaction.atomic
def update_contacts(
    *,
    user: User,
    name: str,
    phone: str | None,
    home_phone: str,
    actor: Actor,
    now: dt.datetime,
    portal_name: str = "",
) -> User:
    """Store the name and the phones; another mobile phone is not confirmed any more, and a notice of it goes.

    The same values again change nothing.
    """
    values = {"name": name, "phone": phone or None, "home_phone": home_phone}
    before = {field: getattr(user, field) for field in values}
    changed = {field: [before[field] or "", value or ""] for field, value in values.items() if before[field] != value}
    if not changed:
        return user
    if "phone" in changed:
        user.phone_confirmed_at = None
    for field, value in values.items():
        setattr(user, field, value)
    user.save(update_fields=[*values, "phone_confirmed_at"])
    record_audit(now=now, actor=actor, action="identity.update_contacts", target=user, changes=changed)
    if changed.get("phone", [""])[0]:
        tell_user(
            user=user,
            key=f"phone-changed:{user.pk}:{now.isoformat()}",
            subject="Телефон изменён",
            text="В вашем кабинете указали другой мобильный телефон. Если это сделали не вы, смените пароль "
            "и позвоните нам.",
            portal_name=portal_name,
            now=now,
        )
    return user


@transaction.atomic
def start_email_change(
    *,
    user: User,
    email: str,
    rules: CodeRules,
    link_of: Callable[[str], str],
    now: dt.datetime,
    portal_name: str = "",
    ip: str | None = None,
) -> IssuedCode:
    """Send a link to the new address, and word of it to the present one; until the link is opened nothing changes.

    `link_of` makes the address of a page from the token. To an address that is somebody else's no letter goes, and
    nothing else tells the difference: who has a cabinet cannot be found out here.

    Raises:
        DomainError: "email_same"; "code_too_soon" and "code_limit" as `issue_code` does.
    """
    if (user.email or "").lower() == email.lower():
        raise DomainError("email_same", "Эта почта уже указана у вас.")
    issued = issue_code(
        realm=user.realm,
        purpose=CodePurpose.CHANGE_EMAIL,
        channel=Channel.EMAIL,
        address=email,
        user=user,
        payload={"email": email},
        rules=rules,
        now=now,
        ip=ip,
    )
    if not _taken(email, user):
        enqueue_message(
            key=f"email-change:{issued.code.pk}",
            channel=Channel.EMAIL,
            recipient=email,
            subject="Подтвердите новую почту",
            text="Этот адрес указали в кабинете жильца. Чтобы письма приходили сюда, откройте ссылку ниже. "
            f"Если вы об этом не просили, ничего делать не нужно.\n\n{portal_name}".strip(),
            links=[link_of(issued.token)],
            is_secret=True,
            now=now,
        )
    if user.email:
        enqueue_message(
            key=f"email-change-asked:{issued.code.pk}",
            channel=Channel.EMAIL,
            recipient=user.email,
            subject="В кабинете меняют почту",
            text=f"В вашем кабинете просят заменить эту почту на {email}. Если это не вы, смените пароль: "
            f"пока новую почту не подтвердили, всё осталось по-прежнему.\n\n{portal_name}".strip(),
            is_secret=False,
            now=now,
        )
    return issued


def finish_email_change(
    *,
    realm: str,
    token: str,
    actor: Actor,
    now: dt.datetime,
    portal_name: str = "",
    ip: str | None = None,
    then: Callable[[User], object] | None = None,
) -> User:
    """Take over the new e-mail, which has proved to be read by the person; both addresses are told.

    Links to reset the password that went to the old address stop working. `then` is what a floor above does with the
    proved address, in the same transaction.

    Raises:
        DomainError: as `redeem_token` does; "email_taken" when somebody has the address by now.
    """
    changed: list[User] = []

    def apply(code: ConfirmationCode) -> None:
        changed.append(_take_over(code, actor, now, portal_name))
        if then is not None:
            then(changed[0])

    redeem_token(realm=realm, purpose=CodePurpose.CHANGE_EMAIL, token=token, now=now, apply=apply, ip=ip)
    return changed[0]


@transaction.atomic
def cancel_email_change(*, user: User, now: dt.datetime) -> None:
    """Forget that the user wanted another e-mail: the links on their way stop working."""
    revoke_codes(user=user, purpose=CodePurpose.CHANGE_EMAIL, now=now)


def _take_over(code: ConfirmationCode, actor: Actor, now: dt.datetime, portal_name: str) -> User:
    user, email = code.user, str(code.payload["email"])
    if user is None:
        raise DomainError("code_spent", "Этот кабинет удалён.")
    before = user.email or ""
    change_email(user=user, email=email, confirmed=True, now=now)
    revoke_codes(user=user, now=now)
    record_audit(
        now=now, actor=actor, action="identity.change_email", target=user, changes={"email": [before, user.email]}
    )
    told = {email: "Теперь письма кабинета приходят сюда."}
    if before:
        told[before] = f"Почта вашего кабинета теперь {email}. Если её сменили не вы, сразу позвоните нам."
    for recipient, text in told.items():
        enqueue_message(
            key=f"email-changed:{code.pk}:{recipient}"[:120],
            channel=Channel.EMAIL,
            recipient=recipient,
            subject="Почта изменена",
            text=f"{text}\n\n{portal_name}".strip(),
            is_secret=False,
            now=now,
        )
    return user


def _taken(email: str, user: User) -> bool:
    holders = users_by_email(email, realm=user.realm)
    return any(holder.pk != user.pk and not holder.confirmation_due for holder in holders)
