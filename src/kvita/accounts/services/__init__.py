"""Writes of accounts."""

from kvita.accounts.services.applying import (
    UNDO_WITHIN,
    AgreedDocument,
    Applicant,
    answer_application,
    approve_application,
    clarify_application,
    complete_application,
    decide_application,
    reject_application,
    resend_application_code,
    resume_application,
    submit_application,
    undo_decision,
)
from kvita.accounts.services.choices import choose_delivery, choose_messages
from kvita.accounts.services.claims import LinkClaim
from kvita.accounts.services.confirming import (
    AddressOf,
    Claimed,
    check_phone_code,
    confirm_by_link,
    newest_letter,
    send_letter_again,
    send_letter_to,
    send_phone_code,
    user_of_late_link,
)
from kvita.accounts.services.contacts import (
    change_contacts,
    confirm_new_email,
    confirm_own_phone,
    send_own_phone_code,
)
from kvita.accounts.services.holding import recognise_holder, save_contacts_to_accounts
from kvita.accounts.services.linking import ProvenAccount, link_account, link_proven_account, prove_claim
from kvita.accounts.services.registering import NewResident, register_resident
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
    "AddressOf",
    "AgreedDocument",
    "Applicant",
    "Claimed",
    "IssuedSecret",
    "LinkClaim",
    "NewResident",
    "ProvenAccount",
    "answer_application",
    "approve_application",
    "change_contacts",
    "check_phone_code",
    "choose_delivery",
    "choose_messages",
    "clarify_application",
    "complete_application",
    "confirm_by_link",
    "confirm_new_email",
    "confirm_own_phone",
    "decide_application",
    "issue_account_password",
    "issue_registration_codes",
    "link_account",
    "link_proven_account",
    "newest_letter",
    "prove_claim",
    "recognise_holder",
    "register_resident",
    "reject_application",
    "resend_application_code",
    "restore_link",
    "resume_application",
    "revoke_account_password",
    "revoke_link",
    "revoke_registration_code",
    "save_contacts_to_accounts",
    "send_letter_again",
    "send_letter_to",
    "send_own_phone_code",
    "send_phone_code",
    "store_registration_code",
    "submit_application",
    "undo_decision",
    "unlink_account",
    "user_of_late_link",
]
