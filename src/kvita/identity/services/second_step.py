"""The second step of a sign-in, taken away for somebody who has lost the phone; spare codes that run out."""

import datetime as dt
from typing import Final

from allauth.mfa.models import Authenticator
from django.db import transaction

from kvita.core.audit import Actor, record_audit
from kvita.core.errors import DomainError
from kvita.identity.models import User
from kvita.identity.services.passwords import tell_user

FEW_CODES: Final = 3
"""From so many spare codes on a letter says how many are left."""


@transaction.atomic
def remove_second_step(
    *,
    user: User,
    reason: str,
    actor: Actor,
    now: dt.datetime,
    organization_id: int | None = None,
    portal_name: str = "",
) -> int:
    """Delete the app, the spare codes and the keys of a user whose papers were checked; return how many there were.

    The password stays, and a notice goes: who did not ask for it learns of it.

    Raises:
        DomainError: "reason_missing", "second_step_none".
    """
    reason = reason.strip()
    if len(reason) < 3:
        raise DomainError("reason_missing", "Напишите, почему снимаете: запись останется в журнале.")
    found = list(Authenticator.objects.filter(user=user).values_list("type", flat=True))
    if not found:
        raise DomainError("second_step_none", "Второго шага нет: для входа хватает пароля.")
    Authenticator.objects.filter(user=user).delete()
    record_audit(
        now=now,
        actor=actor,
        action="identity.remove_second_step",
        target=user,
        organization_id=organization_id,
        changes={"second_step": [sorted(found), []]},
        reason=reason,
    )
    tell_user(
        user=user,
        key=f"second-step-removed:{user.pk}:{now.isoformat()}",
        subject="Второй шаг входа снят",
        text="По вашей просьбе сотрудник убрал коды и ключи входа: теперь для входа нужен только пароль. "
        "Если вы об этом не просили, сразу смените пароль и позвоните нам.",
        portal_name=portal_name,
        now=now,
    )
    return len(found)


def tell_of_few_codes(*, user: User, left: int, now: dt.datetime, portal_name: str = "") -> bool:
    """Tell by letter that spare codes run out, from three on; return whether a letter went."""
    if left > FEW_CODES:
        return False
    words = {0: "Это был последний запасной код"}.get(left, f"Запасных кодов осталось: {left}")
    tell_user(
        user=user,
        key=f"few-codes:{user.pk}:{left}:{now.isoformat()}",
        subject="Запасные коды кончаются" if left else "Запасные коды кончились",
        text=f"{words}. Сделайте новые в кабинете: «Вход и безопасность» → «Запасные коды». Без них и без телефона "
        "с приложением в кабинет не войти.",
        portal_name=portal_name,
        now=now,
    )
    return True
