"""What staff do for a person whose papers they have seen."""

import datetime as dt

from django.db import transaction
from django.db.models import Q

from kvita.core.audit import Actor, record_audit
from kvita.core.errors import DomainError
from kvita.identity.enums import ThrottleScope
from kvita.identity.models import Throttle, User
from kvita.identity.selectors import locks_of_people
from kvita.identity.services.codes import revoke_codes
from kvita.identity.services.registering import change_email
from kvita.notifications.enums import Channel
from kvita.notifications.services import enqueue_message


@transaction.atomic
def change_email_by_office(
    *,
    user: User,
    email: str,
    reason: str,
    actor: Actor,
    now: dt.datetime,
    organization_id: int | None = None,
    portal_name: str = "",
    phone: str = "",
) -> User:
    """Give the user another e-mail after their papers were checked (D22); the old and the new address are told.

    Letters and codes on their way to the old address stop working. `phone` is that of the office, for the letters.

    Raises:
        DomainError: "reason_missing", "email_same", "email_taken".
    """
    reason = reason.strip()
    if len(reason) < 3:
        raise DomainError("reason_missing", "Напишите, по какому документу меняете почту: запись останется в журнале.")
    before = user.email or ""
    if before.lower() == email.strip().lower():
        raise DomainError("email_same", "Эта почта уже указана у жильца.")
    change_email(user=user, email=email, confirmed=False, now=now)
    revoke_codes(user=user, now=now)
    record_audit(
        now=now,
        actor=actor,
        action="identity.change_email_by_office",
        target=user,
        organization_id=organization_id,
        changes={"email": [before, user.email]},
        reason=reason,
    )
    ask = (
        f" Если вы об этом не просили, сразу позвоните: {phone}."
        if phone
        else " Если вы об этом не просили, позвоните нам."
    )
    for address in filter(None, (before, user.email)):
        enqueue_message(
            key=f"email-changed:{user.pk}:{now.isoformat()}:{address}"[:120],
            channel=Channel.EMAIL,
            recipient=address,
            subject="Почта вашего кабинета изменена",
            text=f"В офисе по документам изменили почту вашего кабинета: теперь это {_masked(user.email or '')}.{ask}"
            f"\n\n{portal_name}".rstrip(),
            is_secret=False,
            now=now,
        )
    return user


@transaction.atomic
def lift_locks(*, user: User, reason: str, organization_id: int | None, actor: Actor, now: dt.datetime) -> None:
    """Let somebody try again who was locked out of signing in or linking and has called; their tries are forgotten.

    So are the letters and codes that went to their addresses: others may have ordered them.

    Raises:
        DomainError: "reason_missing", "lock_over".
    """
    reason = reason.strip()
    if len(reason) < 3:
        raise DomainError("reason_missing", "Напишите, почему снимаете: запись останется в журнале.")
    locks = locks_of_people(now=now, user_ids=[user.pk]).get(user.pk, [])
    if not locks:
        raise DomainError("lock_over", "Блокировка уже кончилась, человек может пробовать снова.")
    Throttle.objects.filter(pk__in=[lock.pk for lock in locks]).update(count=0)
    _forget_letters(user, now)
    record_audit(
        now=now,
        actor=actor,
        action="identity.lift_locks",
        target=user,
        organization_id=organization_id,
        changes={lock.get_scope_display(): [lock.count, 0] for lock in locks},
        reason=reason,
    )


def _forget_letters(user: User, now: dt.datetime) -> None:
    named = Q(pk__in=[])
    for name in filter(None, (user.email, user.phone, user.login)):
        named |= Q(key__endswith=f":{name.lower()}")
    sent = Throttle.objects.filter(scope__in=(ThrottleScope.CODE_SENT, ThrottleScope.CODE_WAIT))
    sent.filter(named, window_ends_at__gt=now, count__gt=0).update(count=0)


@transaction.atomic
def unlock_address(*, network: str, actor: Actor, now: dt.datetime) -> int:
    """Forget the tries counted for a network address (alone or with a person); return how many counters there were."""
    running = Throttle.objects.filter(window_ends_at__gt=now, count__gt=0)
    own = Q(key__endswith=f":{network}") | Q(key__endswith=f"@{network}")
    rows = list(running.filter(own | Q(key__startswith="by-visitor:", key__contains=f":{network}:")))
    Throttle.objects.filter(pk__in=[row.pk for row in rows]).update(count=0)
    for row in rows:
        record_audit(
            now=now, actor=actor, action="identity.unlock_address", target=row, changes={"count": [row.count, 0]}
        )
    return len(rows)


def _masked(email: str) -> str:
    name, _, host = email.partition("@")
    return f"{name[:2]}…@{host}"
