"""Django application."""

from django.apps import AppConfig


class OfficeConfig(AppConfig):
    """Registers the pages with Django."""

    name = "kvita.web.office"
    label = "web_office"
