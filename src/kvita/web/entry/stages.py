"""What stands between a right password and the cabinet, in this order (allauth calls these stages)."""

from collections.abc import Callable
from functools import wraps
from typing import Any, cast

from allauth.account.internal.decorators import login_stage_required
from allauth.account.stages import LoginStage
from allauth.mfa.models import Authenticator
from allauth.mfa.stages import AuthenticateStage
from allauth.mfa.utils import is_mfa_enabled
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from kvita.housing.enums import ConfirmationGate
from kvita.housing.selectors import demands_second_step
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
    """The code of those who have set up an app; staff have a page of their own.

    A key alone asks for nothing more after a password: it is another way in, and the password stays the spare one for
    who has lost it.
    """

    urlname = "mfa_authenticate"

    def handle(self) -> Answer:
        """Ask for it, or go on."""
        user = cast("User | None", self.login.user)
        if user is None or not (has_app(user) or (is_demanded(user) and has_key(user))):
            return None, True
        response, goes_on = super().handle()
        if response is not None and user.realm == STAFF_REALM:
            response = redirect("entry:office_second_step")
        return response, goes_on


class SetUpStage(LoginStage):
    """Staff of an organisation that demands a second step, and who have none yet, set up an app first."""

    key = "kvita_set_up"
    urlname = "entry:office_set_up"

    def handle(self) -> Answer:
        """Ask for it, or go on."""
        user = cast("User | None", self.login.user)
        if user is None or not is_demanded(user) or has_app(user) or has_key(user):
            return None, True
        return redirect(self.urlname), True


def is_demanded(user: User) -> bool:
    """Tell whether somebody of the staff may not do without a second step."""
    return user.is_staff and demands_second_step(user)


def has_key(user: User) -> bool:
    """Tell whether the person has a key."""
    return bool(is_mfa_enabled(user, [Authenticator.Type.WEBAUTHN]))


def has_app(user: User) -> bool:
    """Tell whether the person has set up an app that makes codes."""
    return bool(is_mfa_enabled(user, [Authenticator.Type.TOTP]))


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
