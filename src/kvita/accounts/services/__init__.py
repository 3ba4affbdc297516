"""Writes of accounts."""

from kvita.accounts.services.applying import (
    UNDO_WITHIN,
    AgreedDocument,
    Applicant,
    answer_application,
    approve_application,
    clarify_application,
    complete_application,
    reject_application,
    resend_application_code,
    resume_application,
    submit_application,
    undo_decision,
)
from kvita.accounts.services.choices import choose_delivery, choose_messages, save_contacts_to_accounts
from kvita.accounts.services.claims import LinkClaim
from kvita.accounts.services.linking import ProvenAccount, link_account, link_proven_account, prove_claim
from kvita.accounts.services.secrets import (
    IssuedSecret,
    issue_account_password,
    issue_registration_codes,
    revoke_account_password,
    revoke_registration_code,
    store_registration_code,
)
from kvita.accounts.services.unlinking import restore_link, revoke_link, unlink_account

__all__ = [
    "UNDO_WITHIN",
    "AgreedDocument",
    "Applicant",
    "IssuedSecret",
    "LinkClaim",
    "ProvenAccount",
    "answer_application",
    "approve_application",
    "choose_delivery",
    "choose_messages",
    "clarify_application",
    "complete_application",
    "issue_account_password",
    "issue_registration_codes",
    "link_account",
    "link_proven_account",
    "prove_claim",
    "reject_application",
    "resend_application_code",
    "restore_link",
    "resume_application",
    "revoke_account_password",
    "revoke_link",
    "revoke_registration_code",
    "save_contacts_to_accounts",
    "store_registration_code",
    "submit_application",
    "undo_decision",
    "unlink_account",
]
