"""Writes of accounts."""

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
    "IssuedSecret",
    "LinkClaim",
    "ProvenAccount",
    "choose_delivery",
    "choose_messages",
    "issue_account_password",
    "issue_registration_codes",
    "link_account",
    "link_proven_account",
    "prove_claim",
    "restore_link",
    "revoke_account_password",
    "revoke_link",
    "revoke_registration_code",
    "save_contacts_to_accounts",
    "store_registration_code",
    "unlink_account",
]
