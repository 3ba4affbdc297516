"""Django application."""

from django.apps import AppConfig


class SiteConfig(AppConfig):
    """Registers the pages with Django."""

    name = "kvita.web.site"
    label = "web_site"

    def ready(self) -> None:
        """Bring in what `kvita check --deploy` says."""
        from kvita.web.site import checks  # noqa: F401 - registered by being imported, once models are there
