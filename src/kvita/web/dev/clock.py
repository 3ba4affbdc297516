"""The clock of the demo: POST {"now": "2026-10-20T10:00:00+05:00"} sets it, {"now": null} frees it."""

import datetime as dt
import json
from typing import Final

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST

from kvita.calc.period import FIRST_YEAR, LAST_YEAR
from kvita.web.clock import current_time, set_demo_time

EXAMPLE: Final = "2026-10-20T10:00:00+05:00"


class ClockError(Exception):
    """What was sent is no time; `code` is for programs, the message for people."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message


@csrf_exempt
@require_http_methods(["GET", "POST"])
def clock(request: HttpRequest) -> JsonResponse:
    """Tell what time it is for the demo, after setting or freeing it on POST."""
    if request.method == "POST":
        try:
            set_demo_time(parse_body(request.body))
        except ClockError as error:
            return JsonResponse({"error": error.code, "message": error.message}, status=400)
    return JsonResponse({"now": current_time().isoformat()})


@require_POST
def clock_form(request: HttpRequest) -> HttpResponse:
    """Do the same for the form of the index page: an empty field frees the clock."""
    text = request.POST.get("now")
    if text is not None:
        try:
            set_demo_time(parse_time(text.strip()) if text.strip() else None)
        except ClockError as error:
            messages.error(request, error.message)
        else:
            messages.success(request, "Часы поставлены." if text.strip() else "Часы снова идут как обычно.")
    return redirect("dev:index")


def parse_body(body: bytes) -> dt.datetime | None:
    """Return the time of a JSON body, None for {"now": null}. Raises `ClockError`."""
    try:
        data = json.loads(body)
    except (ValueError, RecursionError):
        raise ClockError("bad_json", f'Это не JSON. Пришлите {{"now": "{EXAMPLE}"}} или {{"now": null}}.') from None
    if not isinstance(data, dict) or set(data) != {"now"}:
        raise ClockError("bad_keys", f'Нужен объект с одним ключом now: {{"now": "{EXAMPLE}"}}.')
    return None if data["now"] is None else parse_time(data["now"])


def parse_time(value: object) -> dt.datetime:
    """Return an aware time of ISO 8601 text. Raises `ClockError`."""
    try:
        found = dt.datetime.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        found = None
    if found is None:
        raise ClockError("bad_time", f"Время пишут так: {EXAMPLE}.")
    if found.tzinfo is None:
        raise ClockError("no_offset", f"Не хватает часового пояса. Напишите так: {EXAMPLE}.")
    if not FIRST_YEAR < found.year < LAST_YEAR:
        raise ClockError("bad_year", f"Год — от {FIRST_YEAR + 1} до {LAST_YEAR - 1}.")
    return found
