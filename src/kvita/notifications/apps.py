"""Django application."""

from django.apps import AppConfig


class NotificationsConfig(AppConfig):
    """Registers the package with Django."""

    name = "kvita.notifications"
    label = "notifications"
    verbose_name = "Сообщения"
