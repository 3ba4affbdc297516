"""Django application."""

from django.apps import AppConfig


class DemoConfig(AppConfig):
    """Registers the commands `demo` and `generate`."""

    name = "kvita.demo"
    label = "demo"
