"""The end of a cabinet: asked for, held for some days, then the personal data is gone (D27, 152-ФЗ art. 21)."""

import datetime as dt
import zoneinfo
from collections.abc import Callable, Iterable
from functools import partial
from typing import Final

from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import Q

from kvita.core.audit import SYSTEM, Actor, forget_person, record_audit
from kvita.core.locks import lock_rows
from kvita.core.wording import say_day
from kvita.identity.models import ConfirmationCode, User
from kvita.identity.services.codes import revoke_codes
from kvita.identity.services.passwords import tell_user
from kvita.notifications.services import forget_recipient

Forget = Callable[[User], object]
"""What a floor above does with its own rows about a person, in the transaction that deletes them."""

DELETED: Final = "удалённый пользователь"


@transaction.atomic
def request_deletion(
    *, user: User, hold: dt.timedelta, actor: Actor, now: dt.datetime, portal_name: str = "", time_zone: str
) -> User:
    """Note that the user wants to be deleted after `hold`; asked again, the first day stays. A letter tells the day.

    The caller ends the sessions. Whoever signs in before that day is asked whether to stay (`cancel_deletion`).
    """
    (user,) = lock_rows(User.objects.all(), [user.pk])
    if user.delete_after is not None:
        return user
    user.deletion_requested_at, user.delete_after = now, now + hold
    user.save(update_fields=["deletion_requested_at", "delete_after"])
    revoke_codes(user=user, now=now)
    record_audit(now=now, actor=actor, action="identity.request_deletion", target=user)
    day = say_day(user.delete_after.astimezone(zoneinfo.ZoneInfo(time_zone)).date())
    tell_user(
        user=user,
        key=f"deletion-asked:{user.pk}:{now.isoformat()}",
        subject=f"Кабинет будет удалён {day}",
        text=f"Вы попросили удалить кабинет. {day} мы удалим почту, телефон, пароль и привязки лицевых счетов. "
        "Начисления и платежи останутся у организации. Передумали или просили не вы — войдите в кабинет до этого дня.",
        portal_name=portal_name,
        now=now,
    )
    return user


@transaction.atomic
def cancel_deletion(*, user: User, actor: Actor, now: dt.datetime, portal_name: str = "") -> User:
    """Keep the cabinet after all; without a deletion under way nothing happens."""
    (user,) = lock_rows(User.objects.all(), [user.pk])
    if user.delete_after is None:
        return user
    user.deletion_requested_at = user.delete_after = None
    user.save(update_fields=["deletion_requested_at", "delete_after"])
    record_audit(now=now, actor=actor, action="identity.cancel_deletion", target=user)
    tell_user(
        user=user,
        key=f"deletion-cancelled:{user.pk}:{now.isoformat()}",
        subject="Кабинет остаётся",
        text="Удаление кабинета отменено, всё осталось как было.",
        portal_name=portal_name,
        now=now,
    )
    return user


def delete_due_users(*, now: dt.datetime, forget: Iterable[Forget] = (), limit: int = 500) -> int:
    """Delete those whose hold is over; return how many. Safe to run at any time and twice at once.

    `forget` are the floors above, which take the person out of facts that stay (payments, readings, statements).
    """
    due = User.objects.filter(delete_after__lte=now).order_by("delete_after").values_list("pk", flat=True)[:limit]
    return sum(_delete(user_id, list(forget), now) for user_id in list(due))


def _addresses_of(user: User) -> set[str]:
    """Return every address at which the person was reached, a new e-mail that was never confirmed among them."""
    asked = ConfirmationCode.objects.filter(user=user).values_list("address", flat=True)
    return {address for address in (user.email, user.phone, *asked) if address}


def _is_of_others(address: str, user: User) -> bool:
    named = Q(email__iexact=address) | Q(phone=address)
    return User.objects.filter(named).exclude(pk=user.pk).exists()


@transaction.atomic
def _delete(user_id: int, forget: list[Forget], now: dt.datetime) -> bool:
    found = [
        user for user in lock_rows(User.objects.all(), [user_id]) if user.delete_after and user.delete_after <= now
    ]
    for user in found:
        label = f"{DELETED} № {user.pk}"
        for step in forget:
            step(user)
        for address in _addresses_of(user):
            forget_recipient(recipient=address, now=now, waiting_too=not _is_of_others(address, user))
        tell_user(
            user=user,
            key=f"deleted:{user.pk}",
            subject="Кабинет удалён",
            text="Мы удалили ваш кабинет: почту, телефон, пароль, привязки лицевых счетов.",
            now=now,
        )
        photo = user.photo.name
        if photo:
            transaction.on_commit(partial(default_storage.delete, photo))
        record_audit(now=now, actor=SYSTEM, action="identity.delete_user", target=user)
        forget_person(person=user, label=label)
        user.delete()
    return bool(found)
