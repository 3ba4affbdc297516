"""The second step of those who have switched it on: a code of the app, a spare code, or a key."""

from typing import Any

from allauth.mfa.base.views import AuthenticateView
from allauth.mfa.webauthn.internal import auth
from allauth.mfa.webauthn.views import LoginWebAuthnView
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.cache import never_cache

from kvita.web.entry.adapters import login_page
from kvita.web.entry.stages import has_app, has_key


class SecondStep(AuthenticateView):
    """Ask for the second proof; the first stays good for a quarter of an hour."""

    template_name = "entry/second_step.html"

    def form_invalid(self, form: Any) -> HttpResponse:
        """Show what is wrong, as an error."""
        response: HttpResponse = super().form_invalid(form)
        response.status_code = 422
        return response

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add whether a key would do, and where to start anew."""
        context: dict[str, Any] = super().get_context_data(**kwargs)
        user = self.stage.login.user
        more = {"start_again": login_page(self.request), "has_app": has_app(user), "has_key": has_key(user)}
        return context | more


class SignInByKey(LoginWebAuthnView):
    """A passkey instead of name and password: GET tells the browser what to sign, POST brings the signature."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Return the challenge as JSON for the script of the sign-in page."""
        return JsonResponse({"request_options": auth.begin_authentication(user=None)})

    def form_invalid(self, form: Any) -> HttpResponse:
        """Go back to the sign-in page and say what else can be done."""
        messages.error(self.request, "Ключ не подошёл. Войдите по паролю.")
        return redirect(login_page(self.request))


def office_second_step(request: HttpRequest) -> HttpResponse:
    """Do the same for staff; whose first step is too long ago starts at the sign-in of staff."""
    response: HttpResponse = second_step(request)
    if response.headers.get("Location") == reverse("account_login"):
        return redirect("entry:office_login")
    return response


def start_again(request: HttpRequest) -> HttpResponse:
    """Lead to the sign-in page of this address: where the library sends those whose first step is too long ago."""
    return redirect(login_page(request))


second_step = never_cache(SecondStep.as_view())
sign_in_by_key = never_cache(SignInByKey.as_view())
