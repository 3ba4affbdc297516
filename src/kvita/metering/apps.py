"""Django application."""

from django.apps import AppConfig


class MeteringConfig(AppConfig):
    """Registers the package with Django."""

    name = "kvita.metering"
    label = "metering"
    verbose_name = "Счётчики"
