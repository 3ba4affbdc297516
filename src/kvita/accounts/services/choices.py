"""Writes of what residents choose."""

import datetime as dt
from collections.abc import Collection, Mapping

from django.db import transaction

from kvita.accounts.enums import LinkState
from kvita.accounts.models import AccountLink, DeliveryChoice, MessageChoice
from kvita.core.audit import Actor, record_audit
from kvita.core.errors import DomainError
from kvita.identity.models import User


@transaction.atomic
def choose_messages(*, user: User, choices: Mapping[tuple[str, str], bool], now: dt.datetime) -> None:
    """Store which messages the user wants: {(channel, subject): yes or no}, the empty subject being all others.

    A channel that is chosen as a whole forgets what was chosen of its subjects before; all else that is not named stays
    as it was. The same again changes nothing.
    """
    for channel in {channel for channel, subject in choices if not subject}:
        MessageChoice.objects.filter(user=user, channel=channel).exclude(subject="").delete()
    rows = [
        MessageChoice(user=user, channel=channel, subject=subject, is_allowed=is_allowed, changed_at=now)
        for (channel, subject), is_allowed in choices.items()
    ]
    MessageChoice.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["user", "channel", "subject"],
        update_fields=["is_allowed", "changed_at"],
    )


@transaction.atomic
def choose_delivery(
    *, user: User, account_id: int, ways: Collection[str], actor: Actor, now: dt.datetime
) -> DeliveryChoice:
    """Store how the bills of a linked account are to come.

    Raises `DomainError` "link_unknown" for an account that the user does not see.
    """
    link = AccountLink.objects.filter(user=user, account=account_id, state=LinkState.ACTIVE).first()
    if link is None:
        raise DomainError("link_unknown", "Этой привязки уже нет. Обновите страницу.")
    before = DeliveryChoice.objects.filter(link=link).first()
    choice, _ = DeliveryChoice.objects.update_or_create(link=link, defaults={"ways": sorted(ways), "changed_at": now})
    if before is None or sorted(before.ways) != sorted(ways):
        record_audit(
            now=now,
            actor=actor,
            action="accounts.choose_delivery",
            target=link,
            organization_id=link.account.organization_id,
            changes={"ways": [before.ways if before else [], choice.ways]},
        )
    return choice
