"""Registration of a resident at a portal: the user, the consent, the letter, and the account proved before."""

import datetime as dt
from dataclasses import dataclass
from typing import Final

from django.db import transaction

from kvita.accounts.services.confirming import AddressOf, Claimed, link_claimed, send_letter, tell_holder
from kvita.accounts.services.merging import make_room
from kvita.core.audit import Actor, record_audit
from kvita.core.errors import DomainError
from kvita.housing.models import Portal
from kvita.housing.selectors import consent_document_of
from kvita.identity.enums import ConsentKind, ThrottleScope
from kvita.identity.models import User
from kvita.identity.policies import visitor_at
from kvita.identity.services import HOUR, Limit, confirm_phone, forgive, give_consent, hit, register_user

# A refusal tells that somebody has the e-mail or the login: where no letter tells it instead, it is told seldom.
REFUSALS_OF_DAY: Final = Limit(20, 24 * HOUR)
REGISTRATIONS_AN_HOUR: Final = 60  # from one IP address: a whole house may sit behind it


@dataclass(frozen=True, slots=True)
class NewResident:
    """What a person typed to register. `phone` is in stored form; `phone_confirmed`: a code of an SMS came back."""

    password: str
    email: str = ""
    login: str = ""
    phone: str = ""
    phone_confirmed: bool = False
    agreed: bool = False


def register_resident(
    *,
    portal: Portal,
    resident: NewResident,
    claimed: Claimed | None = None,
    address_of: AddressOf,
    now: dt.datetime,
    actor: Actor,
) -> User:
    """Store the user with the consent, send the letter, link the account that was proved before.

    Until the address is confirmed nobody is linked: the account waits in the letter. Who registers with an address that
    has a cabinet, or waits for one, sees the same; the letter tells whoever reads the address. Where no address is
    ever confirmed the page has to tell it, few times a day; whose address it is reads of it by letter.

    Raises `DomainError`: "email_taken" where no address is ever confirmed,
    "login_taken", "locked", "code_limit", "too_many_accounts", "account_unknown".
    """
    refusals = f"refused:{portal.realm}:{visitor_at(actor.address)}"
    if actor.address:
        limits = {f"ip:{portal.realm}:{visitor_at(actor.address)}": Limit(REGISTRATIONS_AN_HOUR, HOUR)}
        hit(scope=ThrottleScope.REGISTRATION, limits={**limits, refusals: REFUSALS_OF_DAY}, now=now)
    try:
        user = _store(portal, resident, claimed, address_of=address_of, now=now, actor=actor)
    except DomainError as error:
        if error.code == "email_taken":
            tell_holder(
                key=f"tried:{portal.pk}:{resident.email.lower()}:{now:%Y-%m-%d}",
                email=resident.email,
                portal=portal,
                now=now,
            )
        raise
    forgive(scope=ThrottleScope.REGISTRATION, keys=[refusals], now=now)
    return user


def _store(
    portal: Portal,
    resident: NewResident,
    claimed: Claimed | None,
    *,
    address_of: AddressOf,
    now: dt.datetime,
    actor: Actor,
) -> User:
    needs_letter = not resident.phone_confirmed and bool(portal.settings.confirmation_channels)
    with transaction.atomic():
        user = register_user(
            realm=portal.realm,
            email=resident.email,
            login=resident.login,
            phone=resident.phone or None,
            password=resident.password,
            needs_confirmation=needs_letter,
            yields_email=resident.phone_confirmed,
            now=now,
        )
        if resident.agreed:
            _agree(user, portal, now, actor)
        if resident.email and not needs_letter and not user.email:
            tell_holder(key=f"known:{user.pk}", email=resident.email, portal=portal, now=now)
        if resident.phone_confirmed:
            confirm_phone(user=user, now=now)
        record_audit(now=now, actor=actor, action="accounts.register_resident", target=user)
        if needs_letter:
            make_room(user=user, visitor=actor.address)
            _send_letter(user, portal, claimed, address_of=address_of, now=now, actor=actor)
        elif claimed:
            link_claimed(user=user, portal=portal, claimed=claimed, now=now, actor=actor)
    return user


def _send_letter(
    user: User, portal: Portal, claimed: Claimed | None, *, address_of: AddressOf, now: dt.datetime, actor: Actor
) -> None:
    """Send the letter. When strangers have used up the day of the address, the registration goes on without one.

    It can be sent later, and one of those that came names the address as well. Only an account that waits in the letter
    has no other place.
    """
    payload = {"account_id": claimed.account_id, "proof": claimed.proof} if claimed else {}
    try:
        with transaction.atomic():
            send_letter(
                user=user, portal=portal, payload=payload, address_of=address_of, now=now, actor=actor, patient=False
            )
    except DomainError as error:
        if claimed is not None or error.code != "code_limit":
            raise


def _agree(user: User, portal: Portal, now: dt.datetime, actor: Actor) -> None:
    document = consent_document_of(portal)
    give_consent(
        user=user,
        kind=ConsentKind.PERSONAL_DATA,
        title=document.title,
        version=document.version,
        text=document.text,
        now=now,
        ip=actor.address,
    )
