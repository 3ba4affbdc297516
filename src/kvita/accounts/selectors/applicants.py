"""Applications as the applicant finds them again: by its secret address, or by the phone that was typed."""

import datetime as dt
import uuid
from typing import Final

from django.contrib.auth.hashers import check_password, make_password
from django.db.models import Q

from kvita.accounts.enums import OPEN_STATES, ApplicationState
from kvita.accounts.models import AccessApplication
from kvita.identity.models import User

COMPARED: Final = 2  # each costs a fifth of a second; more than two of one number at a time are no family
REJECTED_SHOWN_FOR: Final = dt.timedelta(days=30)


def application_by_phone(phone: str, *, portal_id: int) -> AccessApplication | None:
    """Return the newest approved application of this phone whose code has not come back yet."""
    waiting = AccessApplication.objects.filter(
        portal=portal_id, phone=phone, state=ApplicationState.APPROVED, completed_at=None
    )
    return waiting.exclude(code_id=None).order_by("-state_since", "-pk").first()


def application_by_password(number: str, password: str, *, portal_id: int) -> AccessApplication | None:
    """Return the application, not completed yet, that was sent with this number and password; the newest one.

    As many passwords are compared whoever has applied: how long it takes tells nothing.
    """
    rows = AccessApplication.objects.filter(portal=portal_id, number=number.strip()[:40], user=None, completed_at=None)
    newest = list(rows.exclude(password="").order_by("-submitted_at", "-pk")[:COMPARED])
    right = [row for row in newest if check_password(password, row.password)]
    for _ in range(COMPARED - len(newest)):
        make_password(password)
    return right[0] if right else None


def application_by_token(token: uuid.UUID, *, portal_id: int) -> AccessApplication | None:
    """Return the application of a secret address, with the settings of its portal."""
    rows = AccessApplication.objects.select_related("portal__settings", "organization", "user")
    return rows.filter(token=token, portal=portal_id).first()


def applications_of(user: User, *, portal_id: int, now: dt.datetime) -> list[AccessApplication]:
    """Return what a signed-in user has asked for and does not have: open, or rejected within a month; newest first."""
    rejected = Q(state=ApplicationState.REJECTED, state_since__gt=now - REJECTED_SHOWN_FOR)
    rows = AccessApplication.objects.select_related("portal__settings", "organization")
    rows = rows.filter(Q(state__in=OPEN_STATES) | rejected, user=user, portal=portal_id)
    newest: dict[str, AccessApplication] = {}
    for row in rows.order_by("-submitted_at", "-pk")[:50]:
        newest.setdefault(row.number, row)
    return list(newest.values())
