"""Django application."""

from django.apps import AppConfig


class RemittancesConfig(AppConfig):
    """Registers the package with Django."""

    name = "kvita.remittances"
    label = "remittances"
    verbose_name = "Реестры банков"
