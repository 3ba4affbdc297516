"""Who waits for a letter in this very browser: a person who has registered here and is not let in yet."""

from kvita.identity.models import User
from kvita.identity.selectors import users_by_ids
from kvita.web.joining import drafts
from kvita.web.joining.doors import resident_of
from kvita.web.requests import PortalRequest


def pending_user(request: PortalRequest) -> User | None:
    """Return who has registered in this browser and waits for the letter."""
    number = request.session.get(drafts.PENDING)
    found = users_by_ids([number], realm=request.portal.realm) if isinstance(number, int) else []
    return found[0] if found else None


def is_pending_here(request: PortalRequest, user: User) -> bool:
    """Tell whether this browser is the one in which the user has just registered.

    Only there does the link of the letter also sign in: whoever opens a letter that a stranger has ordered must not
    find themselves in the stranger's cabinet.
    """
    return resident_of(request) is None and request.session.get(drafts.PENDING) == user.pk
