"""Letters and SMS to those who see an account: somebody else has begun to, or tries to."""

import datetime as dt
from collections.abc import Iterable, Mapping

from kvita.accounts.enums import LinkState
from kvita.accounts.models import AccountLink, BillingAccount
from kvita.core.phones import stored_phone
from kvita.core.wording import say_moment
from kvita.identity.models import User
from kvita.notifications.enums import Channel
from kvita.notifications.services import enqueue_message


def tell_of_new_link(*, link: AccountLink, now: dt.datetime) -> None:
    """Tell those who see the account already that one more person does, and what to do about it."""
    account = link.account
    text = (
        f"Здравствуйте!\n\nЛицевой счёт {account.full_number} ({account.premise.address}) привязал ещё один человек. "
        f"Когда: {say_moment(now, account.organization.time_zone)}. Теперь он видит начисления и платежи.\n\n"
        f"Если это ваши близкие, ничего делать не нужно. Если нет — откройте в кабинете профиль, раздел «Кто ещё видит "
        f"счёт», и закройте доступ, либо позвоните нам: {account.organization.phone or 'телефон есть в квитанции'}."
    )
    for user in _others(account, but=[link.user_id]):
        key = f"link-added:{link.pk}:{user.pk}"
        tell(user=user, key=key, subject="К вашему лицевому счёту получили доступ", text=text, now=now)


def tell_of_attempts(*, account: BillingAccount, now: dt.datetime) -> None:
    """Tell those who see the account, once a day, that somebody keeps failing to prove a right to it.

    Where nobody sees it yet, the e-mail or the phone that the company knows is told.
    """
    text = (
        f"Здравствуйте!\n\nКто-то несколько раз неудачно пробовал привязать ваш лицевой счёт {account.full_number} "
        f"({account.premise.address}). Доступ он не получил.\n\n"
        f"Если это были не вы и не ваши близкие, делать ничего не нужно: попытки мы притормозили. Если такие письма "
        f"повторяются, позвоните нам: {account.organization.phone or 'телефон есть в квитанции'}."
    )
    subject, key = "Кто-то подбирает доступ к вашему счёту", f"link-attempts:{account.pk}"
    told = _others(account)
    for user in told:
        tell(user=user, key=f"{key}:{user.pk}:{now:%Y-%m-%d}", subject=subject, text=text, now=now)
    if told:
        return
    phone = stored_phone(account.phone)
    if account.email:
        enqueue_message(
            key=f"{key}:email:{now:%Y-%m-%d}",
            channel=Channel.EMAIL,
            recipient=account.email,
            subject=subject,
            text=text,
            is_secret=False,
            now=now,
        )
    elif phone:
        enqueue_message(
            key=f"{key}:phone:{now:%Y-%m-%d}",
            channel=Channel.SMS,
            recipient=phone,
            subject="",
            text=f"Кто-то подбирает доступ к лицевому счёту {account.full_number}. Доступ не получен.",
            is_secret=False,
            now=now,
        )


def tell_of_lost_access(*, link: AccountLink, now: dt.datetime) -> None:
    """Tell a user whose access somebody else has closed."""
    account = link.account
    text = (
        f"Здравствуйте!\n\nВам закрыли доступ к лицевому счёту {account.full_number} ({account.premise.address}). "
        f"Если это ошибка, позвоните нам: {account.organization.phone or 'телефон есть в квитанции'}."
    )
    tell(user=link.user, key=f"link-revoked:{link.pk}", subject="Доступ к лицевому счёту закрыт", text=text, now=now)


def tell_of_changed_contacts(
    *, account: BillingAccount, before: Mapping[str, str], now: dt.datetime, not_before: dt.datetime | None = None
) -> None:
    """Tell the phone and the e-mail that stood in the company's database until now that others stand there."""
    phone = account.organization.phone or "телефон есть в квитанции"
    subject = "Контакты лицевого счёта изменены"
    letter, sms = keys_of_changed_contacts(account_id=account.pk, now=now)
    if email := before.get("email", ""):
        text = (
            f"Здравствуйте!\n\nЭта почта была указана у лицевого счёта {account.full_number}. Теперь там "
            f"другая. Если это сделали не вы и не ваши близкие, сразу позвоните нам: {phone}."
        )
        enqueue_message(
            key=letter,
            channel=Channel.EMAIL,
            recipient=email,
            subject=subject,
            text=text,
            is_secret=False,
            now=now,
            not_before=not_before,
        )
    if number := stored_phone(before.get("phone", "")):
        enqueue_message(
            key=sms,
            channel=Channel.SMS,
            recipient=number,
            subject=subject,
            text=f"Телефон лицевого счёта {account.full_number} изменён. Не вы? Позвоните: {phone}.",
            is_secret=False,
            now=now,
            not_before=not_before,
        )


def keys_of_changed_contacts(*, account_id: int, now: dt.datetime) -> tuple[str, str]:
    """Return the keys of the letter and the SMS of `tell_of_changed_contacts`, so that a change undone tells nobody."""
    return f"contacts-email:{account_id}:{now.isoformat()}", f"contacts-phone:{account_id}:{now.isoformat()}"


def tell(*, user: User, key: str, subject: str, text: str, now: dt.datetime) -> None:
    """Send a letter, or an SMS to who has no address; who has neither is told at the next sign-in by what is gone.

    A notice carries no secret: it stays in the outbox to be looked at.
    """
    if user.email:
        enqueue_message(
            key=key, channel=Channel.EMAIL, recipient=user.email, subject=subject, text=text, is_secret=False, now=now
        )
    elif user.phone:
        enqueue_message(
            key=key, channel=Channel.SMS, recipient=user.phone, subject="", text=subject, is_secret=False, now=now
        )


def _others(account: BillingAccount, but: Iterable[int] = ()) -> list[User]:
    links = AccountLink.objects.filter(account=account, state=LinkState.ACTIVE).exclude(user__in=list(but))
    return [link.user for link in links.select_related("user").order_by("pk")]
