"""What the answers tell browsers: what may be kept, what a page may use, and who may embed it."""

from collections.abc import Callable
from typing import Final

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.http import HttpRequest, HttpResponse

PRIVATE: Final = "private, no-store"
# Nothing of the device is asked for but the keys that open a cabinet; a photo of a meter is an upload, not the camera.
# Names that Chromium knows: it warns of others on every page.
PERMISSIONS: Final = ", ".join([
    *(f"{name}=()" for name in (
        "accelerometer", "autoplay", "camera", "display-capture", "geolocation",
        "gyroscope", "hid", "idle-detection", "magnetometer", "microphone", "midi", "payment", "screen-wake-lock",
        "serial", "usb", "xr-spatial-tracking",
    )),
    "publickey-credentials-create=(self)",
    "publickey-credentials-get=(self)",
])  # fmt: skip


class ResourceMiddleware:
    """Says of every answer, static files too, that it is for pages of this host and uses nothing of the device."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.headers.setdefault("Permissions-Policy", PERMISSIONS)
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        return response


class PrivateMiddleware:
    """Lets nobody keep what a signed-in person has seen: not the browser, not its history, not a proxy.

    The answer that ends a session also empties the browser's cache, where pages seen before may lie.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        was_in = settings.SESSION_COOKIE_NAME in request.COOKIES and SESSION_KEY in request.session
        response = self.get_response(request)
        is_in = request.session.accessed and SESSION_KEY in request.session
        if was_in or is_in:
            response.headers["Cache-Control"] = PRIVATE
        if was_in and not is_in:
            response.headers["Clear-Site-Data"] = '"cache"'
        return response
