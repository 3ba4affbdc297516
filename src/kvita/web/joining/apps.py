"""Django application."""

from django.apps import AppConfig


class JoiningConfig(AppConfig):
    """Registers the pages with Django."""

    name = "kvita.web.joining"
    label = "web_joining"
