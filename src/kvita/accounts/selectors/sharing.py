"""Who answers to one e-mail or login while registrations wait for their letter, in the order of what they have."""

from collections.abc import Collection
from typing import Final

from django.db.models import Exists, OuterRef, QuerySet

from kvita.accounts.enums import OPEN_STATES, LinkState
from kvita.accounts.models import AccessApplication, AccountLink
from kvita.identity.models import User

MOST: Final = 5
MOST_READ: Final = 100


def residents_sharing(*, realm: str, email: str = "", login: str = "", known: Collection[int] = ()) -> list[User]:
    """Return who answers to this e-mail or login, at most five.

    The completed registration comes first, then who is `known` to the browser, then those who see an account: whoever
    registers with their address later does not push them out. Of the rest the newest and the oldest alternate.
    """
    named = User.objects.filter(realm=realm)
    named = named.filter(email__iexact=email) if email else named.filter(login__iexact=login)
    found = list(named.order_by("confirmation_due", "-pk")[:MOST_READ])
    if len(found) < 2:
        return found
    rooted = set(_with_accounts(named).values_list("pk", flat=True))
    first = [one for one in found if not one.confirmation_due or one.pk in known or one.pk in rooted]
    first.sort(key=lambda one: (one.confirmation_due, one.pk not in known))
    rest = [one for one in found if one not in first]
    while rest and len(first) < MOST:
        first.append(rest.pop(0))
        rest.reverse()
    return first[:MOST]


def unconfirmed_with_accounts() -> list[int]:
    """Return the keys of those who wait for their letter and see an account already, or have asked for one."""
    waiting = _with_accounts(User.objects.filter(confirmation_due=True))
    return list(waiting.values_list("pk", flat=True))


def is_claimed_twice(user: User) -> bool:
    """Tell whether another registration waits with the same e-mail and sees an account."""
    others = User.objects.filter(realm=user.realm, email__iexact=user.email or "", confirmation_due=True)
    return _with_accounts(others.exclude(pk=user.pk)).exists()


def _with_accounts(users: QuerySet[User]) -> QuerySet[User]:
    links = AccountLink.objects.filter(user=OuterRef("pk")).exclude(state=LinkState.REVOKED)
    asked = AccessApplication.objects.filter(user=OuterRef("pk"), state__in=OPEN_STATES)
    return users.filter(Exists(links) | Exists(asked))
