"""Forms for a request: the portal's settings decide which fields they have, the session fills some in."""

from collections.abc import Mapping
from contextlib import suppress
from typing import Any, Final

from kvita.accounts.services import AgreedDocument
from kvita.core.errors import DomainError
from kvita.housing.enums import LinkingProof
from kvita.housing.models import City, Portal
from kvita.housing.selectors import cities_of, consent_document_of
from kvita.identity.enums import ConsentKind, ThrottleScope
from kvita.identity.selectors import tries_of
from kvita.identity.services import HOUR, Limit, hit
from kvita.web.captcha import is_captcha_asked, wants_new_picture
from kvita.web.joining import drafts
from kvita.web.joining.doors import resident_of
from kvita.web.joining.forms.claim import ClaimForm
from kvita.web.joining.forms.user import UserForm
from kvita.web.requests import PortalRequest, visitor_of

REFUSALS: Final = Limit(count=1000, window=HOUR)


def user_form(request: PortalRequest, *, surname: str = "") -> UserForm:
    """Return the form that makes a user."""
    asks = asks_picture(request, tries=tries_to_register(request))
    return UserForm(posted(request), portal=request.portal, surname=surname, asks_captcha=asks)


def claim_form(
    request: PortalRequest, *, cabinet: bool = False, phone: bool = False, picture: bool = True
) -> ClaimForm:
    """Return the form that finds an account, with what a letter has filled in.

    Without `picture` none is asked: the other half of the page asks for it.
    """
    return ClaimForm(
        posted(request),
        portal=request.portal,
        cities=cities_for(request.portal),
        initial=drafts.hints(request.session),
        cabinet=cabinet,
        phone=phone,
        asks_captcha=picture and asks_picture(request, tries=tries_to_link(request)),
    )


def cities_for(portal: Portal) -> list[City]:
    """Return the list of cities where one has to be chosen."""
    asked = {*portal.settings.linking_proofs, *portal.settings.linking_alternative_proofs}
    return cities_of(portal.pk) if LinkingProof.CITY in asked else []


def asks_picture(request: PortalRequest, *, tries: int) -> bool:
    """Tell whether the portal asks for the picture now (D7)."""
    return is_captcha_asked(request.portal, failures=tries, open_form=resident_of(request) is None)


def is_new_picture_wanted(request: PortalRequest) -> bool:
    """Tell whether the page was sent only to see another picture."""
    return request.method == "POST" and wants_new_picture(request.POST)


def tries_to_register(request: PortalRequest) -> int:
    """Return how often registration was refused to this address lately: who looks for taken addresses shows up here."""
    return tries_of([_refusals(request)], scope=ThrottleScope.REGISTRATION, now=request.now)


def note_refusal(request: PortalRequest) -> None:
    """Count a refused registration, for `tries_to_register`."""
    with suppress(DomainError):
        hit(scope=ThrottleScope.REGISTRATION, limits={_refusals(request): REFUSALS}, now=request.now)


def tries_to_link(request: PortalRequest) -> int:
    """Return how often somebody has failed to find an account from this address lately."""
    return tries_of([f"ip:{visitor_of(request)}"], scope=ThrottleScope.LINKING, now=request.now)


def _refusals(request: PortalRequest) -> str:
    return f"refused:{visitor_of(request)}"


def consents_of(portal: Portal, *, agreed: bool) -> list[AgreedDocument]:
    """Return what was agreed to by the tick, as an application keeps it."""
    if not agreed:
        return []
    document = consent_document_of(portal)
    return [AgreedDocument(ConsentKind.PERSONAL_DATA.value, document.title, document.version, document.text)]


def posted(request: PortalRequest) -> Mapping[str, Any] | None:
    """Return what was sent, None when the page is only opened."""
    return request.POST if request.method == "POST" else None
