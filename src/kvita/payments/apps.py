"""Django application."""

from django.apps import AppConfig


class PaymentsConfig(AppConfig):
    """Registers the package with Django."""

    name = "kvita.payments"
    label = "payments"
    verbose_name = "Платежи"
