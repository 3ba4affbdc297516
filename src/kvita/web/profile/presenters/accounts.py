"""Linked accounts: how the right was proved, since when, who else sees them."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from kvita.accounts.models import AccountLink
from kvita.accounts.policies import may_revoke_link
from kvita.accounts.selectors import links_beside_for
from kvita.identity.models import User
from kvita.web.resident.switcher import KIND_NOTES


@dataclass(frozen=True, slots=True)
class LinkedAccount:
    """One linked account in the list."""

    link: AccountLink
    note: str
    sign: str
    since: dt.datetime

    @property
    def proof(self) -> str:
        """What was proved with; an old link may not know."""
        return self.link.proof or "привязал сотрудник"


@dataclass(frozen=True, slots=True)
class OtherViewer:
    """Somebody else who sees an account; `may_close` tells whether the user may end it."""

    link: AccountLink
    name: str
    since: dt.datetime
    may_close: bool


def linked_accounts(links: Iterable[AccountLink]) -> list[LinkedAccount]:
    """Return the lines of the list, oldest first."""
    rows = []
    for link in links:
        note, sign = KIND_NOTES.get(link.account.kind, ("ЖКУ", "home"))  # type: ignore[call-overload]  # a text choice
        rows.append(LinkedAccount(link, note, sign, link.activated_at or link.created_at))
    return rows


def other_viewers(user: User, own: AccountLink, *, portal_id: int) -> list[OtherViewer]:
    """Return who else sees the account of this link; names are cut, addresses are not shown at all."""
    others = links_beside_for(user, account_id=own.account_id, portal_id=portal_id)
    return [
        OtherViewer(other, _short_name(other.user), other.activated_at or other.created_at, may_revoke_link(own, other))
        for other in others
    ]


def _short_name(user: User) -> str:
    """Return the name, or the beginning of the address: enough to know one's own people by."""
    if user.name:
        return user.name
    if user.email:
        name, _, host = user.email.partition("@")
        return f"{name[:2]}…@{host}"
    return f"Пользователь № {user.pk}"
