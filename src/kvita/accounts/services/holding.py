"""Whose account it is: a link lets a person see an account, only its holder changes what the company knows of them.

A surname or a flat number is known to the neighbours. An account is a person's own when a secret of it was proved (a
code of a letter, a password issued by the office, a check by the staff), or when the person has proved the very phone
or e-mail that the company knows of the account.
"""

import datetime as dt
from typing import Final

from django.db import transaction

from kvita.accounts.enums import LinkState
from kvita.accounts.models import AccountLink, BillingAccount
from kvita.accounts.policies import knows_person, linked_first
from kvita.accounts.services.notices import tell_of_changed_contacts
from kvita.core.audit import Actor, record_audit
from kvita.core.locks import lock_rows
from kvita.core.phones import stored_phone
from kvita.identity.models import User

FIELDS: Final = ("phone", "email")


@transaction.atomic
def recognise_holder(*, user: User, actor: Actor, now: dt.datetime) -> int:
    """Note of which linked accounts the user is the holder, by an address that the company knows; return how many."""
    links = AccountLink.objects.filter(user=user, state=LinkState.ACTIVE, is_holder=False).select_related("account")
    found = [link for link in links.order_by("pk") if knows_person(link.account, user)]
    for link in found:
        link.is_holder = True
        link.save(update_fields=["is_holder"])
        record_audit(
            now=now,
            actor=actor,
            action="accounts.recognise_holder",
            target=link,
            organization_id=link.account.organization_id,
            changes={"is_holder": [False, True]},
        )
    return len(found)


@transaction.atomic
def save_contacts_to_accounts(*, user: User, portal_id: int, actor: Actor, now: dt.datetime) -> int:
    """Write the phone and e-mail that the user has proved into the accounts that they hold.

    An account of several holders takes them from who linked it first. The accounting program gets them with the next
    export; word goes to the address that stood there before. What the user does not have, or has not confirmed, is
    left as it is. Returns how many accounts changed; the same again changes nothing.
    """
    holders = AccountLink.objects.filter(
        state=LinkState.ACTIVE, is_holder=True, account__organization__portals=portal_id
    ).distinct()
    own = holders.filter(user=user).values_list("account_id", flat=True)
    first = [link.account_id for link in linked_first(holders.filter(account__in=list(own))) if link.user_id == user.pk]
    proven = {
        "phone": user.phone if user.phone_confirmed_at else "",
        "email": user.email if user.email_confirmed_at else "",
    }
    accounts = lock_rows(BillingAccount.objects.select_related("organization"), first)
    return sum(_write(account, proven, actor, now) for account in accounts)


def _write(account: BillingAccount, proven: dict[str, str | None], actor: Actor, now: dt.datetime) -> bool:
    pairs = {field: [getattr(account, field), value] for field in FIELDS if (value := proven[field])}
    changes = {field: pair for field, pair in pairs.items() if not _is_same(field, *pair)}
    if not changes:
        return False
    for field, (_, value) in changes.items():
        setattr(account, field, value)
    account.save(update_fields=list(changes))
    record_audit(
        now=now,
        actor=actor,
        action="accounts.save_contacts",
        target=account,
        organization_id=account.organization_id,
        changes=changes,
    )
    tell_of_changed_contacts(account=account, before={field: pair[0] for field, pair in changes.items()}, now=now)
    return True


def _is_same(field: str, before: str, value: str) -> bool:
    if field == "phone":
        return before == value or stored_phone(before) == value
    return before.strip().casefold() == value.casefold()
