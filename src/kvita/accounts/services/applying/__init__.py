"""Applications for access: submitted by a resident, decided by the staff, completed with a code (D3)."""

from kvita.accounts.policies import UNDO_WITHIN
from kvita.accounts.services.applying.choosing import decide_application
from kvita.accounts.services.applying.completing import complete_application, resend_application_code
from kvita.accounts.services.applying.deciding import (
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
    "decide_application",
    "reject_application",
    "resend_application_code",
    "resume_application",
    "submit_application",
    "undo_decision",
]
