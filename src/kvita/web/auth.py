"""Sign-in of residents by the names a portal offers, and of staff."""

from typing import Any

from django.contrib.auth.backends import ModelBackend
from django.http import HttpRequest

from kvita.accounts.selectors import user_ids_by_account_number
from kvita.housing.enums import SignInName
from kvita.housing.models import Portal
from kvita.identity.models import User
from kvita.identity.selectors import find_staff, users_by_email, users_by_ids, users_by_login


class PortalBackend(ModelBackend):
    """A resident of the portal's realm, named by any of the names that the portal's settings allow (D1)."""

    def authenticate(  # type: ignore[override]  # a portal and a free-form name instead of a user name
        self, request: HttpRequest | None, *, portal: Portal | None = None, name: str = "", password: str = "", **_: Any
    ) -> User | None:
        """Return the user whose name and password match; spend the same time when there is none."""
        if portal is None:
            return None
        candidates = _candidates(portal, name.strip())
        if not candidates:
            User().set_password(password)
        matches = [user for user in candidates if user.check_password(password)]
        # Two people of one flat with the same password cannot be told apart by the account number.
        return matches[0] if len(matches) == 1 and self.user_can_authenticate(matches[0]) else None


class StaffBackend(ModelBackend):
    """A member of staff, by login or e-mail."""

    def authenticate(
        self, request: HttpRequest | None, username: str | None = None, password: str | None = None, **_: Any
    ) -> User | None:
        """Return the staff user, or None after the time that a check takes."""
        if not username or password is None:
            return None
        user = find_staff(username)
        if user is None:
            User().set_password(password)
            return None
        return user if user.check_password(password) and self.user_can_authenticate(user) else None


def _candidates(portal: Portal, name: str) -> list[User]:
    offered = set(portal.settings.sign_in_names)
    if "@" in name:
        return users_by_email(name, realm=portal.realm) if SignInName.EMAIL in offered else []
    found = users_by_login(name, realm=portal.realm) if SignInName.LOGIN in offered else []
    if not found and SignInName.ACCOUNT_NUMBER in offered:
        found = users_by_ids(user_ids_by_account_number(name, portal_id=portal.pk), realm=portal.realm)
    return found
