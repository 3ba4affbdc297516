"""Writes of users."""

import datetime as dt

from kvita.identity.models import User


def record_sign_in(*, user: User, now: dt.datetime) -> None:
    """Keep when the user signed in by Kvita's clock: «until sign-out» of a reading (D16) counts from here.

    Django's own signal writes the machine's time, which in the demo is not the time the program believes in.
    """
    user.last_login = now
    user.save(update_fields=["last_login"])
