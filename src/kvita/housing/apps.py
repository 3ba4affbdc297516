"""Django application."""

from django.apps import AppConfig


class HousingConfig(AppConfig):
    """Registers the package with Django."""

    name = "kvita.housing"
    label = "housing"
    verbose_name = "Дома и организации"
