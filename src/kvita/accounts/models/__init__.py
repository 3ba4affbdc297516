"""Billing accounts, links to them, what proves a right to one, and applications."""

from kvita.accounts.models.accounts import BillingAccount
from kvita.accounts.models.applications import AccessApplication
from kvita.accounts.models.choices import DeliveryChoice, MessageChoice
from kvita.accounts.models.links import AccountLink, LinkAttempt
from kvita.accounts.models.secrets import AccountPassword, RegistrationCode

__all__ = [
    "AccessApplication",
    "AccountLink",
    "AccountPassword",
    "BillingAccount",
    "DeliveryChoice",
    "LinkAttempt",
    "MessageChoice",
    "RegistrationCode",
]
