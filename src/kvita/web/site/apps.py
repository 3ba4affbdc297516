"""Django application."""

from django.apps import AppConfig


class SiteConfig(AppConfig):
    """Registers the pages with Django."""

    name = "kvita.web.site"
    label = "web_site"
