"""Django application."""

from django.apps import AppConfig


class TariffsConfig(AppConfig):
    """Registers the package with Django."""

    name = "kvita.tariffs"
    label = "tariffs"
    verbose_name = "Услуги и тарифы"
