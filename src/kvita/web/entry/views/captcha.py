"""The picture with digits and the digits spoken, as the browser fetches them while a form is shown."""

from typing import cast

from captcha.models import CaptchaStore
from captcha.views import captcha_image
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.timezone import now as time_of_the_library
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from kvita.core.errors import DomainError
from kvita.web.captcha import in_parts, spoken
from kvita.web.entry.limits import hit_captcha
from kvita.web.requests import PortalRequest


@require_safe
@never_cache
def picture(request: HttpRequest, key: str) -> HttpResponse:
    """Draw the digits; 410 when they are used up, 429 for who asks for hundreds."""
    answer: HttpResponse = _refused(request) or captcha_image(request, key, scale=2)
    return answer


@require_safe
@never_cache
def sound(request: HttpRequest, key: str) -> HttpResponse:
    """Say the digits of the same picture; 404 when they are used up or too old, 429 for who asks for hundreds."""
    if refused := _refused(request):
        return refused
    # The library lets a challenge grow old by the clock of the machine, in the demo too.
    store = get_object_or_404(CaptchaStore, hashkey=key, expiration__gt=time_of_the_library())
    return in_parts(spoken(store.challenge, key=key), asked=request.headers.get("Range", ""), kind="audio/wav")


def _refused(request: HttpRequest) -> HttpResponse | None:
    try:
        hit_captcha(cast("PortalRequest", request))
    except DomainError as error:
        return HttpResponse(status=429, headers={"Retry-After": str(error.params["seconds"])})
    return None
