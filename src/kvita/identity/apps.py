"""Django application."""

from django.apps import AppConfig


class IdentityConfig(AppConfig):
    """Registers the package with Django."""

    name = "kvita.identity"
    label = "identity"
    verbose_name = "Пользователи"
