"""Django application."""

from django.apps import AppConfig


class BillingConfig(AppConfig):
    """Registers the package with Django."""

    name = "kvita.billing"
    label = "billing"
    verbose_name = "Начисления"
