"""What the staff's search finds an application by."""

from kvita.accounts.models import AccessApplication
from kvita.calc.spelling import fold


def search_text_of(*, application: AccessApplication) -> str:
    """Return what the staff's search looks through, folded as `kvita.calc.spelling.fold` folds what they type."""
    parts = (application.full_name, application.number, application.phone, application.email)
    return " ".join(fold(part) for part in parts)[:300]
