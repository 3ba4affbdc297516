"""From a proved person to a session: through the stages that may stand between (address, second step, own password)."""

from allauth.account.internal.flows.login import perform_login, record_authentication
from allauth.account.models import Login
from django.http import HttpResponse
from django.utils.http import url_has_allowed_host_and_scheme

from kvita.identity.models import User
from kvita.web.requests import PortalRequest


def enter(request: PortalRequest, user: User, *, target: str = "", remember: bool = False, method: str) -> HttpResponse:
    """Sign the person in, or ask for what is still missing; return where the browser goes now.

    `method` is what they proved themselves with ("password", "code"); `target` is the page asked for before, and is
    used only when it is on this very host.
    """
    record_authentication(request, user, method=method)
    login = Login(user=user, redirect_url=own_page(request, target), signal_kwargs={"remember": remember})
    response: HttpResponse = perform_login(request, login)
    return response


def own_page(request: PortalRequest, target: str) -> str | None:
    """Return the address when it leads nowhere else, for a redirect."""
    allowed = url_has_allowed_host_and_scheme(target, {request.get_host()}, require_https=request.is_secure())
    return target if allowed else None
