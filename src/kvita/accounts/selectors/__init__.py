"""Reads of accounts: what a user may see, and what the staff of an organisation work with."""

from kvita.accounts.selectors.applicants import application_by_phone, application_by_token
from kvita.accounts.selectors.choices import (
    MessageChoices,
    delivery_choices_of,
    message_choices_of,
    message_choices_of_users,
)
from kvita.accounts.selectors.links import accounts_for, links_beside_for, links_for, user_ids_by_account_number
from kvita.accounts.selectors.numbers import accounts_by_number

__all__ = [
    "MessageChoices",
    "accounts_by_number",
    "accounts_for",
    "application_by_phone",
    "application_by_token",
    "delivery_choices_of",
    "links_beside_for",
    "links_for",
    "message_choices_of",
    "message_choices_of_users",
    "user_ids_by_account_number",
]
