"""Django application."""

from django.apps import AppConfig


class UiConfig(AppConfig):
    """Registers the package with Django."""

    name = "kvita.web.ui"
    label = "ui"
