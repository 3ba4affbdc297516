"""Django application."""

from django.apps import AppConfig


class PublicationsConfig(AppConfig):
    """Registers the package with Django."""

    name = "kvita.publications"
    label = "publications"
    verbose_name = "Объявления"
