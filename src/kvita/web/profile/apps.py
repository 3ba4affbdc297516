"""Django application."""

from django.apps import AppConfig


class ProfileConfig(AppConfig):
    """Registers the pages with Django."""

    name = "kvita.web.profile"
    label = "web_profile"
