"""Django application."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """Registers the package with Django."""

    name = "kvita.accounts"
    label = "accounts"
    verbose_name = "Лицевые счета"
