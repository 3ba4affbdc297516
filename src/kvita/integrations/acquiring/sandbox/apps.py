"""Django application."""

from django.apps import AppConfig


class SandboxConfig(AppConfig):
    """Registers the sandbox bank with Django."""

    name = "kvita.integrations.acquiring.sandbox"
    label = "sandbox_bank"
