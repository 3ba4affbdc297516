"""All addresses, those of the demo and of the sandbox bank as well: what the tests of access walk through."""

from kvita.config.urls import build_urls, handler403, handler404, handler500

urlpatterns = build_urls(demo=True)

__all__ = ["handler403", "handler404", "handler500", "urlpatterns"]
