"""Django application."""

from django.apps import AppConfig


class EntryConfig(AppConfig):
    """Registers the pages with Django."""

    name = "kvita.web.entry"
    label = "web_entry"

    def ready(self) -> None:
        """Take over the note of a new session: the library would look at every other one of the person each time."""
        from allauth.account.signals import user_logged_in
        from allauth.usersessions.signals import on_user_logged_in

        user_logged_in.disconnect(on_user_logged_in)
