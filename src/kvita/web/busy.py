"""What a visitor gets when the database asks to try again: the page they wanted, or one that keeps what they typed."""

import sys
from typing import Final

from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.template.loader import render_to_string

from kvita.core.locks import TRIES, is_transient
from kvita.web.middleware import GetResponse

RETRY_AFTER: Final = 5  # seconds
_SECRETS: Final = ("password", "secret", "code")


class BusyMiddleware:
    """Calls a view again that a deadlock or a failed serialisation has stopped; services are idempotent.

    A lock that SQLite has waited for is not waited for again: there the page comes at once.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Return the answer of another try, or the page that says to wait; None for every other error."""
        match = request.resolver_match
        if match is None or not is_transient(exception):
            return None
        for _ in range(TRIES - 1 if connection.features.has_select_for_update else 0):
            for name in request.FILES:
                for file in request.FILES.getlist(name):
                    file.seek(0)
            try:
                answer: HttpResponse = match.func(request, *match.args, **match.kwargs)
            except Exception as error:
                if not is_transient(error):
                    raise
            else:
                return answer
        return busy_page(request)


def busy_page(request: HttpRequest) -> HttpResponse:
    """503 with everything that was typed; nothing of it asks the database."""
    fields = [
        (name, value, any(word in name for word in _SECRETS))
        for name, values in (request.POST.lists() if request.method == "POST" else ())
        for value in values
        if name != "csrfmiddlewaretoken"
    ]
    context = {
        "fields": fields,
        "files": list(request.FILES) if request.method == "POST" else [],
        "is_form": request.method == "POST",
        "path": request.get_full_path(),
        "csrf_token": get_token(request),
        "seconds": RETRY_AFTER,
    }
    headers = {"Retry-After": str(RETRY_AFTER), "Cache-Control": "private, no-store"}
    return HttpResponse(render_to_string("busy.html", context), status=503, headers=headers)


def is_busy() -> bool:
    """Tell whether the error that is being handled is only a lock that was held too long."""
    return is_transient(sys.exc_info()[1])
