"""The one filter that everything typed or sent goes through before any page sees it.

No database keeps a NUL, PostgreSQL answers one with an error, and a lone half of a surrogate pair cannot be written at
all. Signs that nobody sees (`calc.invisible`) would stand on pages and in files. So: texts of the query, of forms and
of cookies are cleaned; an address, or a message of a program (JSON), that holds what cannot be kept is refused.
"""

import json
from collections.abc import Callable
from typing import Any, Final

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBadRequest, QueryDict, UnreadablePostError

from kvita.calc.invisible import drop_hidden

METHODS: Final = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")
_NUL: Final = "\x00"
_JSON: Final = ("application/json", "application/csp-report")
_UNREADABLE: Final = "Сообщение не читается: в нём знаки, которых нельзя сохранить.\n"


class DoorMiddleware:
    """Cleans what comes in; see the module."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.method not in METHODS:
            return HttpResponse(status=405, headers={"Allow": ", ".join(METHODS)})
        for name, value in request.META.items():
            if name.startswith("HTTP_") and isinstance(value, str) and _NUL in value:
                request.META[name] = value.replace(_NUL, "")
        for name, text in list(request.COOKIES.items()):
            if _NUL in text:
                del request.COOKIES[name]
        if (cleaned := _cleaned(request.GET)) is not None:
            request.GET = cleaned  # type: ignore[assignment]  # what the views read
            request.META["QUERY_STRING"] = cleaned.urlencode()
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], args: Any, kwargs: dict[str, Any]
    ) -> HttpResponse | None:
        """Look at the parts of the address and at the body, once it is known who reads them."""
        if any(isinstance(value, str) and (_NUL in value or drop_hidden(value) != value) for value in kwargs.values()):
            raise Http404
        if request.method in ("GET", "HEAD", "OPTIONS"):
            return None
        if request.content_type in _JSON:
            return None if _can_be_kept(request.body) else HttpResponseBadRequest(_UNREADABLE)
        if getattr(view, "csrf_exempt", False):  # it reads the bytes itself
            return HttpResponseBadRequest(_UNREADABLE) if _holds_nul(request.body) else None
        try:
            cleaned = _cleaned(request.POST)
        except UnreadablePostError:  # the browser went away
            return None
        if cleaned is not None:
            request.POST = cleaned  # type: ignore[assignment]  # what the views read
        return None


def _cleaned(data: QueryDict) -> QueryDict | None:
    """Return the texts without what cannot be kept and what nobody sees; None when there is nothing to clean.

    In passwords only what a person may have meant is left alone: they are compared, never shown.
    """
    is_changed, cleaned = False, data.copy()
    for name in list(cleaned):
        values = cleaned.getlist(name)
        kept = [one if "password" in name else drop_hidden(one.replace(_NUL, "")) for one in values]
        key = drop_hidden(name.replace(_NUL, ""))
        if kept != values or key != name:
            is_changed = True
            del cleaned[name]
            cleaned.setlist(key, kept)
    return cleaned if is_changed else None


def _holds_nul(body: bytes) -> bool:
    return b"\x00" in body or b"%00" in body


def _can_be_kept(body: bytes) -> bool:
    if b"\x00" in body:
        return False
    if b"\\u" not in body:
        return True
    try:
        text = json.dumps(json.loads(body), ensure_ascii=False)
        text.encode()
    except UnicodeEncodeError:
        return False
    except (ValueError, RecursionError):  # no JSON: the view says so
        return True
    return "\\u0000" not in text
