"""Applications as the applicant finds them again: by its secret address, or by the phone that was typed."""

import uuid

from kvita.accounts.enums import ApplicationState
from kvita.accounts.models import AccessApplication


def application_by_phone(phone: str, *, portal_id: int) -> AccessApplication | None:
    """Return the newest approved application of this phone whose code has not come back yet."""
    waiting = AccessApplication.objects.filter(
        portal=portal_id, phone=phone, state=ApplicationState.APPROVED, completed_at=None
    )
    return waiting.exclude(code_id=None).order_by("-state_since", "-pk").first()


def application_by_token(token: uuid.UUID, *, portal_id: int) -> AccessApplication | None:
    """Return the application of a secret address, with the settings of its portal."""
    rows = AccessApplication.objects.select_related("portal__settings", "organization")
    return rows.filter(token=token, portal=portal_id).first()
