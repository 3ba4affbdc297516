"""Ending a link: by the user, who may take it back, or by somebody who decides about the account."""

import datetime as dt
from typing import Final

from django.db import transaction
from django.db.models import QuerySet

from kvita.accounts.enums import LinkState
from kvita.accounts.models import AccountLink
from kvita.accounts.policies import may_restore_link, may_revoke_link
from kvita.accounts.services.notices import tell_of_lost_access
from kvita.core.audit import Actor, record_audit
from kvita.core.errors import DomainError
from kvita.core.locks import lock_rows
from kvita.identity.models import User

GONE: Final = "Этой привязки уже нет. Обновите страницу."


@transaction.atomic
def unlink_account(*, user: User, account_id: int, now: dt.datetime, actor: Actor) -> AccountLink:
    """End the user's own link to an account; `restore_link` takes it back.

    A link that is ended already stays so. Raises `DomainError` "link_unknown".
    """
    own = AccountLink.objects.filter(user=user, account=account_id)
    links = _lock(user.pk, own)[::-1]
    link = next((one for one in links if one.state != LinkState.REVOKED), links[0] if links else None)
    if link is None:
        raise DomainError("link_unknown", GONE)
    if link.state != LinkState.REVOKED:
        _end(link, user, "accounts.unlink_account", now=now, actor=actor)
    return link


@transaction.atomic
def restore_link(*, user: User, link_id: int, now: dt.datetime, actor: Actor) -> AccountLink:
    """Take back `unlink_account` within a day, without proofs. Raises `DomainError` "link_unknown", "restore_late"."""
    link = next(iter(_lock(user.pk, AccountLink.objects.filter(pk=link_id, user=user))), None)
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
    whose = AccountLink.objects.filter(pk=link_id).values_list("user_id", flat=True).first()
    link = next(iter(_lock(whose, AccountLink.objects.filter(pk=link_id))), None) if whose is not None else None
    own = AccountLink.objects.filter(user=by, account=link.account_id, state=LinkState.ACTIVE).first() if link else None
    if link is None or not (as_staff or may_revoke_link(own, link)):
        raise DomainError("link_unknown", GONE)
    if link.state != LinkState.REVOKED:
        _end(link, by, "accounts.revoke_link", now=now, actor=actor, reason=reason)
        tell_of_lost_access(link=link, now=now)
    return link


def _lock(user_id: int, links: QuerySet[AccountLink]) -> list[AccountLink]:
    """Lock the user, as whoever links an account does, and then these links of theirs; return them by age."""
    lock_rows(User.objects.all(), [user_id])
    return lock_rows(links.select_related("account", "user"), links.values_list("pk", flat=True))


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
