"""What waits for the confirmation of an address (D4): the page says why, and sends the letter again."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpResponse

from kvita.housing.enums import ConfirmationGate
from kvita.housing.policies import why_closed
from kvita.web.joining.presenters import letter_reminder
from kvita.web.resident.access import AccountRequest, render_account_page

View = Callable[..., HttpResponse]


def confirmed_only(gate: ConfirmationGate, *, nav: str = "") -> Callable[[View], View]:
    """Open the page to those with a confirmed address, where the portal's settings close it to the rest (403)."""

    def decorate(view: View) -> View:
        @wraps(view)
        def wrapper(request: AccountRequest, **kwargs: Any) -> HttpResponse:
            reason = why_closed(request.user, portal=request.portal, gate=gate)
            if reason is None:
                return view(request, **kwargs)
            context = {"reason": reason, "letter": letter_reminder(request.user, portal=request.portal)}
            return render_account_page(request, "resident/unconfirmed.html", context, nav=nav, status=403)

        return wrapper

    return decorate
