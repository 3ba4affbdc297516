"""What stands between a right password and the cabinet, in this order (allauth calls these stages)."""

from collections.abc import Callable
from functools import wraps
from typing import Any, cast

from allauth.account.internal.decorators import login_stage_required
from allauth.account.stages import LoginStage
from allauth.mfa.stages import AuthenticateStage
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from kvita.housing.enums import ConfirmationGate
from kvita.identity.models import STAFF_REALM, User
from kvita.web.requests import PortalRequest

Answer = tuple[HttpResponse | None, bool]


class StageRequest(PortalRequest):
    """A request of somebody who is half-way in: `person` has proved the password and is not signed in yet."""

    person: User
    login_stage: Any


def leave_stage(request: StageRequest) -> HttpResponse:
    """Leave the stage behind, for the next one or the cabinet."""
    response: HttpResponse = request.login_stage.exit()
    return response


def stage_page(
    key: str, otherwise: str = "account_login"
) -> Callable[[Callable[..., HttpResponse]], Callable[..., HttpResponse]]:
    """Let in whose sign-in has stopped at this stage; others are led to the sign-in page `otherwise`."""

    def decorate(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
        @wraps(view)
        def wrapper(request: HttpRequest, **kwargs: Any) -> HttpResponse:
            page = cast("StageRequest", request)
            page.login_stage = request._login_stage  # type: ignore[attr-defined]  # put there by the library
            page.person = page.login_stage.login.user
            return view(page, **kwargs)

        door = login_stage_required(stage=key, redirect_urlname=otherwise)
        return cast("Callable[..., HttpResponse]", door(wrapper))

    return decorate


class ConfirmedAddressStage(LoginStage):
    """Where the portal keeps the sign-in closed until the address is confirmed (D4): a page that says so."""

    key = "kvita_confirmed_address"
    urlname = "entry:unconfirmed"

    def handle(self) -> Answer:
        """Stop here with the page that sends the letter again, or go on."""
        user = cast("User | None", self.login.user)
        portal = getattr(self.request, "portal", None)
        closed = portal is not None and ConfirmationGate.SIGN_IN in portal.settings.confirmation_gates
        if user is None or not (closed and user.confirmation_due):
            return None, True
        return redirect(self.urlname), True


class SecondStepStage(AuthenticateStage):
    """The code or key of those who have switched it on; staff have a page of their own."""

    urlname = "mfa_authenticate"

    def handle(self) -> Answer:
        """Ask for it, or go on."""
        response, goes_on = super().handle()
        user = cast("User | None", self.login.user)
        if response is not None and user is not None and user.realm == STAFF_REALM:
            response = redirect("entry:office_second_step")
        return response, goes_on


class OwnPasswordStage(LoginStage):
    """A password that was issued is changed before the first page is seen (D6)."""

    key = "kvita_own_password"
    urlname = "entry:new_password"

    def handle(self) -> Answer:
        """Ask for a password of one's own, or go on."""
        user = cast("User | None", self.login.user)
        if user is None or not user.password_issued:
            return None, True
        return redirect("entry:office_new_password" if user.realm == STAFF_REALM else self.urlname), True
