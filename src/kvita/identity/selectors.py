"""Reads of users, always within one realm."""

from collections.abc import Iterable

from kvita.identity.models import STAFF_REALM, User


def users_by_email(email: str, *, realm: str) -> list[User]:
    """Return the user with this e-mail (at most one), whatever the case of the letters."""
    return list(User.objects.filter(realm=realm, email__iexact=email)[:1])


def users_by_login(login: str, *, realm: str) -> list[User]:
    """Return the user with this login (at most one), whatever the case of the letters."""
    return list(User.objects.filter(realm=realm, login__iexact=login)[:1])


def users_by_ids(ids: Iterable[int], *, realm: str) -> list[User]:
    """Return those of these users who belong to the realm."""
    return list(User.objects.filter(realm=realm, pk__in=list(ids)).order_by("pk"))


def find_staff(name: str) -> User | None:
    """Return the member of staff with this login or, failing that, e-mail."""
    found = users_by_login(name, realm=STAFF_REALM) or users_by_email(name, realm=STAFF_REALM)
    return found[0] if found else None
