"""Django application."""

from django.apps import AppConfig


class ServiceRequestsConfig(AppConfig):
    """Registers the package with Django."""

    name = "kvita.service_requests"
    label = "service_requests"
    verbose_name = "Вопросы и заявки"
