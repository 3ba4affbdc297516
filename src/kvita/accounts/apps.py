"""Django application."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """Registers the package with Django."""

    name = "kvita.accounts"
    label = "accounts"
    verbose_name = "Лицевые счета"

    def ready(self) -> None:
        """Keep what a registration has proved when it ends for another with the same address."""
        from kvita.accounts.services.merging import take_accounts_over
        from kvita.identity.services.signals import registration_gives_way

        registration_gives_way.connect(take_accounts_over, dispatch_uid="accounts.take_over")
