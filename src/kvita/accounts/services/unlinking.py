"""Ending a link: by the user, who may take it back, or by somebody who decides about the account."""

import datetime as dt
from typing import Final

from django.db import transaction

from kvita.accounts.enums import LinkState
from kvita.accounts.models import AccountLink
from kvita.accounts.policies import may_restore_link, may_revoke_link
from kvita.accounts.services.notices import tell_of_lost_access
from kvita.core.audit import Actor, record_audit
from kvita.core.errors import DomainError
from kvita.identity.models import User

GONE: Final = "Этой привязки уже нет. Обновите страницу."


@transaction.atomic
def unlink_account(*, user: User, account_id: int, now: dt.datetime, actor: Actor) -> AccountLink:
    """End the user's own link to an account (S1-40); `restore_link` takes it back.

    A link that is ended already stays so. Raises `DomainError` "link_unknown".
    """
    links = AccountLink.objects.select_for_update().filter(user=user, account=account_id).order_by("-pk")
    link = links.exclude(state=LinkState.REVOKED).first() or links.first()
    if link is None:
        raise DomainError("link_unknown", GONE)
    if link.state != LinkState.REVOKED:
        _end(link, user, "accounts.unlink_account", now=now, actor=actor)
    return link


@transaction.atomic
def restore_link(*, user: User, link_id: int, now: dt.datetime, actor: Actor) -> AccountLink:
    """Take back `unlink_account` within a day, without proofs. Raises `DomainError` "link_unknown", "restore_late"."""
    link = AccountLink.objects.select_for_update().filter(pk=link_id, user=user).first()
    if link is None:
        raise DomainError("link_unknown", GONE)
    if link.state == LinkState.ACTIVE:
        return link
    active = AccountLink.objects.filter(user=user, account=link.account_id, state=LinkState.ACTIVE).first()
    if active is not None:
        return active
    if not may_restore_link(link, user=user, now=now):
        raise DomainError("restore_late", "Вернуть уже нельзя. Добавьте лицевой счёт заново.")
    link.state, link.revoked_at, link.revoked_by = LinkState.ACTIVE, None, None
    link.save(update_fields=["state", "revoked_at", "revoked_by"])
    _audit(link, "accounts.restore_link", now, actor)
    return link


@transaction.atomic
def revoke_link(
    *, link_id: int, by: User, reason: str = "", now: dt.datetime, actor: Actor, as_staff: bool = False
) -> AccountLink:
    """Close somebody else's access to an account; they are told.

    A resident may do so to those who linked the account after them (`may_revoke_link`); the office (`as_staff`, checked
    by its own selector) to anybody. Raises `DomainError` "link_unknown".
    """
    link = (
        AccountLink.objects.select_for_update(of=("self",)).select_related("account", "user").filter(pk=link_id).first()
    )
    own = AccountLink.objects.filter(user=by, account=link.account_id, state=LinkState.ACTIVE).first() if link else None
    if link is None or not (as_staff or may_revoke_link(own, link)):
        raise DomainError("link_unknown", GONE)
    if link.state != LinkState.REVOKED:
        _end(link, by, "accounts.revoke_link", now=now, actor=actor, reason=reason)
        tell_of_lost_access(link=link, now=now)
    return link


def _end(link: AccountLink, by: User, action: str, *, now: dt.datetime, actor: Actor, reason: str = "") -> None:
    link.state, link.revoked_at, link.revoked_by = LinkState.REVOKED, now, by
    link.save(update_fields=["state", "revoked_at", "revoked_by"])
    _audit(link, action, now, actor, reason)


def _audit(link: AccountLink, action: str, now: dt.datetime, actor: Actor, reason: str = "") -> None:
    record_audit(
        now=now,
        actor=actor,
        action=action,
        target=link,
        organization_id=link.account.organization_id,
        reason=reason,
    )
