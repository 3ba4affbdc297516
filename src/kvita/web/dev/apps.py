"""Django application."""

from django.apps import AppConfig


class DevConfig(AppConfig):
    """Registers the pages with Django."""

    name = "kvita.web.dev"
    label = "web_dev"
