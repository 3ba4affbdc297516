"""Django application."""

from django.apps import AppConfig


class ExchangeConfig(AppConfig):
    """Registers the package with Django."""

    name = "kvita.exchange"
    label = "exchange"
    verbose_name = "Загрузки"
