"""Codes of registration and applications of the demo."""

import datetime as dt
import uuid
from typing import Final

from kvita.accounts.models import AccessApplication, BillingAccount
from kvita.accounts.services import Applicant, LinkClaim, store_registration_code, submit_application
from kvita.core.audit import SYSTEM
from kvita.core.errors import DomainError
from kvita.core.phones import parse_phone
from kvita.demo.registrations import FREE, QUEUES, Applied
from kvita.housing.models import Portal

NAMESPACE: Final = uuid.UUID("6b1f0d52-7a0e-4c0e-9a55-2c1b8a9d4e10")
SWAPS: Final = str.maketrans("аеинор", "оииеан")


def store_registrations(portal: Portal, *, now: dt.datetime, password: str) -> None:
    """Store the codes of the free accounts of a portal, and the applications that wait; `password` is a hash."""
    for free in FREE:
        if free.portal == portal.slug:
            account = BillingAccount.objects.get(organization__slug=free.organization, number=free.number)
            store_registration_code(account=account, code=free.code, now=now, actor=SYSTEM)
    for place, applied in enumerate(QUEUES.get(portal.slug, ()), start=1):
        _store_application(portal, place, applied, now=now, password=password)


def _store_application(portal: Portal, place: int, applied: Applied, *, now: dt.datetime, password: str) -> None:
    account = BillingAccount.objects.filter(organization__portals=portal, number=applied.number).first()
    name = applied.name or (account.holder_name if account else "")
    if applied.misspelled:
        name = _misspelled(name)
    application = submit_application(
        portal=portal,
        claim=LinkClaim(number=applied.number, full_name=name),
        applicant=Applicant(phone=_phone(account, place, applied), email=f"zayavka{place}@example.com"),
        now=now - dt.timedelta(hours=applied.hours_ago),
        actor=SYSTEM,
    )
    # Two builds of the demo are equal, so nothing is left to chance.
    token = uuid.uuid5(NAMESPACE, f"{portal.slug}:{place}")
    AccessApplication.objects.filter(pk=application.pk).update(token=token, password=password)


def _phone(account: BillingAccount | None, place: int, applied: Applied) -> str:
    """Return the phone of the account, or another one."""
    if account is not None and not applied.other_phone:
        try:
            return parse_phone(account.phone)
        except DomainError:  # the household has told none
            pass
    return f"+7900001{place:04d}"


def _misspelled(name: str) -> str:
    """Change one letter in the last word."""
    words = name.split()
    last = words[-1]
    return " ".join([*words[:-1], last[:3] + last[3].translate(SWAPS) + last[4:]])
