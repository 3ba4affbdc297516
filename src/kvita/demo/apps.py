"""Django application."""

from django.apps import AppConfig


class DemoConfig(AppConfig):
    """Registers the commands `demo` and `generate`, and tells the pages under /dev/ who can sign in."""

    name = "kvita.demo"
    label = "demo"

    def ready(self) -> None:
        """Hand the sign-ins of the demo, and the accounts to register with, to its pages."""
        from kvita.demo.directory import stored_registrations, stored_sign_ins
        from kvita.web.dev.registrations import register_registrations
        from kvita.web.dev.signins import register_sign_ins

        register_sign_ins(stored_sign_ins)
        register_registrations(stored_registrations)
