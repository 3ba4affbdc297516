"""Applications for access: submitted by a resident, decided by the staff, completed with a code (D3, S2-05…19)."""

from kvita.accounts.services.applying.completing import complete_application, resend_application_code
from kvita.accounts.services.applying.deciding import (
    UNDO_WITHIN,
    approve_application,
    clarify_application,
    reject_application,
    resume_application,
    undo_decision,
)
from kvita.accounts.services.applying.submitting import (
    AgreedDocument,
    Applicant,
    answer_application,
    submit_application,
)

__all__ = [
    "UNDO_WITHIN",
    "AgreedDocument",
    "Applicant",
    "answer_application",
    "approve_application",
    "clarify_application",
    "complete_application",
    "reject_application",
    "resend_application_code",
    "resume_application",
    "submit_application",
    "undo_decision",
]
