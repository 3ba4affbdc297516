"""Who waits for a letter in this very browser: a person who has registered here and is not let in yet."""

from kvita.accounts.services import user_of_letter
from kvita.core.errors import DomainError
from kvita.identity.enums import CodePurpose
from kvita.identity.models import User
from kvita.identity.selectors import users_by_ids
from kvita.identity.services import peek_token
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


def is_own_browser(request: PortalRequest, user: User) -> bool:
    """Tell whether the person has registered, or is signed in, in this very browser."""
    return is_pending_here(request, user) or resident_of(request) == user


def is_open_to_its_own(request: PortalRequest, token: str) -> bool:
    """Tell whether the letter of this link is that of the person whose browser this is: the password is theirs too."""
    return is_own_browser(request, user_of_letter(portal=request.portal, token=token, now=request.now))


def is_of_holder(request: PortalRequest, token: str) -> bool:
    """Tell whether the link is that of a letter «У вас уже есть кабинет»: it opens a new password."""
    try:
        peek_token(realm=request.portal.realm, purpose=CodePurpose.RESET_PASSWORD, token=token, now=request.now)
    except DomainError:
        return False
    return True
