"""Writes of a sign-in: when it was, and the trail of it in the audit log."""

import datetime as dt

from kvita.core.audit import Actor, record_audit
from kvita.identity.models import User


def record_sign_in(*, user: User, actor: Actor, way: str, now: dt.datetime) -> None:
    """Keep when the user signed in by Kvita's clock: «until sign-out» of a reading (D16) counts from here.

    Django's own signal, which would write the machine's time, is switched off. `way` is what they proved themselves
    with: a password, a code, a key.
    """
    user.last_login = now
    user.save(update_fields=["last_login"])
    record_audit(now=now, actor=actor, action="identity.sign_in", target=user, changes={"by": ["", way]})


def record_failed_sign_in(*, user: User | None, actor: Actor, now: dt.datetime) -> None:
    """Keep that somebody gave a wrong password for this user, or named somebody who does not exist (None).

    What was typed is kept nowhere: people type passwords into the field of the name. Both cost the same time.
    """
    target = user if user is not None else User(name="нет такого имени")
    record_audit(now=now, actor=actor, action="identity.sign_in_failed", target=target)


def record_sign_out(*, user: User, actor: Actor, now: dt.datetime) -> None:
    """Keep that the user left by the button, or was shown out after a long time without doing anything."""
    record_audit(now=now, actor=actor, action="identity.sign_out", target=user)
