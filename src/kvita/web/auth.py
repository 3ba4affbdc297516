"""Sign-in of residents by the names a portal offers, and of staff."""

from typing import Any

from django.contrib.auth.backends import ModelBackend
from django.http import HttpRequest

from kvita.accounts.selectors import user_ids_by_account_number
from kvita.housing.enums import SignInName
from kvita.housing.models import Portal
from kvita.identity.models import STAFF_REALM, User


class PortalBackend(ModelBackend):
    """A resident of the portal's realm, named by any of the names that the portal's settings allow (D1)."""

    def authenticate(  # type: ignore[override]  # a portal and a free-form name instead of a user name
        self, request: HttpRequest | None, *, portal: Portal | None = None, name: str = "", password: str = "", **_: Any
    ) -> User | None:
        """Return the user whose name and password match; spend the same time when there is none."""
        if portal is None:
            return None
        matches = [user for user in _candidates(portal, name.strip()) if user.check_password(password)]
        if not matches:
            if not _candidates(portal, name.strip()):
                User().set_password(password)
            return None
        return matches[0] if len(matches) == 1 and self.user_can_authenticate(matches[0]) else None


class StaffBackend(ModelBackend):
    """A member of staff, by login or e-mail."""

    def authenticate(
        self, request: HttpRequest | None, username: str | None = None, password: str | None = None, **_: Any
    ) -> User | None:
        """Return the staff user, or None after the time that a check takes."""
        if not username or password is None:
            return None
        staff = User.objects.filter(realm=STAFF_REALM)
        user = staff.filter(login__iexact=username).first() or staff.filter(email__iexact=username).first()
        if user is None:
            User().set_password(password)
            return None
        return user if user.check_password(password) and self.user_can_authenticate(user) else None


def _candidates(portal: Portal, name: str) -> list[User]:
    offered = set(portal.settings.sign_in_names)
    users = User.objects.filter(realm=portal.realm)
    if "@" in name:
        return list(users.filter(email__iexact=name)[:2]) if SignInName.EMAIL in offered else []
    found: list[User] = []
    if SignInName.LOGIN in offered:
        found = list(users.filter(login__iexact=name)[:2])
    if not found and SignInName.ACCOUNT_NUMBER in offered:
        ids = user_ids_by_account_number(name, portal_id=portal.pk)
        found = list(users.filter(pk__in=ids)[:10])
    return found
