"""Django application."""

from django.apps import AppConfig
from django.contrib.auth.signals import user_logged_in


class IdentityConfig(AppConfig):
    """Registers the package with Django."""

    name = "kvita.identity"
    label = "identity"
    verbose_name = "Пользователи"

    def ready(self) -> None:
        """Leave the time of a sign-in to `record_sign_in`: Django's own signal writes the machine's time before it."""
        user_logged_in.disconnect(dispatch_uid="update_last_login")
