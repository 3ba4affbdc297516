"""Who is at the door: nobody, or a resident of this portal; and how somebody new gets in."""

from django.http import HttpResponse
from django.urls import reverse

from kvita.identity.models import User
from kvita.web.entry.signing_in import enter as enter_by_stages
from kvita.web.joining import drafts
from kvita.web.requests import PortalRequest


def resident_of(request: PortalRequest) -> User | None:
    """Return the resident of this portal who is signed in; staff and residents of others are nobody here."""
    user: User | None = request.user if request.user.is_authenticated else None
    return user if user is not None and user.realm == request.portal.realm else None


def enter(request: PortalRequest, user: User, *, page: str = "resident:start") -> HttpResponse:
    """Sign in somebody who has just registered in this very browser, and lead to `page`."""
    drafts.drop_all(request.session)
    return enter_by_stages(request, user, target=reverse(page), method="password")
