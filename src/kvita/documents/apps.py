"""Django application."""

from django.apps import AppConfig


class DocumentsConfig(AppConfig):
    """Registers the package with Django."""

    name = "kvita.documents"
    label = "documents"
    verbose_name = "Документы"
