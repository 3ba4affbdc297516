"""Django application."""

from django.apps import AppConfig


class PlumbingConfig(AppConfig):
    """Registers the package with Django."""

    name = "kvita.core"
    label = "core"
    verbose_name = "Журнал"
