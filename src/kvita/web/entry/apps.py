"""Django application."""

from django.apps import AppConfig


class EntryConfig(AppConfig):
    """Registers the pages with Django."""

    name = "kvita.web.entry"
    label = "web_entry"
