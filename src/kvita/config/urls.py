"""Addresses. Each surface brings its own list; `/dev/` and the sandbox bank exist in demo mode only."""

from django.conf import settings
from django.contrib import admin
from django.urls import URLPattern, URLResolver, include, path

from kvita.web.site.health import healthz
from kvita.web.site.security import security_txt


def build_urls(*, demo: bool) -> list[URLPattern | URLResolver]:
    """Return all addresses; those of the demo only with `demo`."""
    urls: list[URLPattern | URLResolver] = [
        path("healthz", healthz, name="healthz"),
        path(".well-known/security.txt", security_txt, name="security_txt"),
        path("", include("kvita.web.entry.urls")),
        path("hooks/", include("kvita.web.hooks.urls")),
        path("office/", include("kvita.web.office.urls")),
        path("office/", admin.site.urls),
        path("", include("kvita.web.site.urls")),
        path("", include("kvita.web.profile.urls")),
        path("", include("kvita.web.joining.urls")),
        path("", include("kvita.web.resident.urls")),
    ]
    if demo:
        urls += [
            path("dev/", include("kvita.web.dev.urls")),
            path("bank/", include("kvita.integrations.acquiring.sandbox.urls")),
        ]
    return urls


urlpatterns = build_urls(demo=settings.DEMO)
handler400 = "kvita.web.site.errors.bad_request"
handler404 = "kvita.web.site.errors.page_not_found"
handler403 = "kvita.web.site.errors.permission_denied"
handler500 = "kvita.web.site.errors.server_error"
