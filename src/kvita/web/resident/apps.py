"""Django application."""

from django.apps import AppConfig


class ResidentConfig(AppConfig):
    """Registers the pages with Django."""

    name = "kvita.web.resident"
    label = "web_resident"
