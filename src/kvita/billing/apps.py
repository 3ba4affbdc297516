"""Django application."""

from typing import Any

from django.apps import AppConfig
from django.db import connections
from django.db.models.signals import post_migrate, pre_migrate


class BillingConfig(AppConfig):
    """Registers the package with Django."""

    name = "kvita.billing"
    label = "billing"
    verbose_name = "Начисления"

    def ready(self) -> None:
        """Keep months frozen: the triggers are made anew after each `migrate`, which meets none."""
        pre_migrate.connect(_release, sender=self)
        post_migrate.connect(_freeze, sender=self)


def _release(using: str, **_: Any) -> None:
    from kvita.billing.frozen import release_months  # models exist when all applications are ready

    release_months(connections[using])


def _freeze(using: str, **_: Any) -> None:
    from kvita.billing.frozen import freeze_months

    freeze_months(connections[using])
