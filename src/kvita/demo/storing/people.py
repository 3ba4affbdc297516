"""Users of the demo with their links and rights."""

import datetime as dt
from typing import Final

from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX, make_password

from kvita.accounts.enums import LinkState
from kvita.accounts.models import AccountLink, BillingAccount
from kvita.demo.signins import PASSWORD, RESIDENTS, STAFF, ResidentSpec, StaffSpec
from kvita.demo.storing.reference import StoredOrganization
from kvita.housing.enums import ConsentMode, LinkingProof
from kvita.housing.models import Portal, StaffAssignment
from kvita.housing.selectors import consent_document_of
from kvita.identity.enums import ConsentKind
from kvita.identity.models import STAFF_REALM, User
from kvita.identity.services import give_consent

# Hashing is slow on purpose: all sign-ins share one hash. The salt is fixed so that two builds are equal.
SALT: Final = "kvita-demo-one-salt-long-enough"
# Who else of the family sees the first account of a resident: name and e-mail by the resident's e-mail.
RELATIVES: Final = {"hasanova@example.com": ("Ильдар Хасанов", "hasanov@example.com")}


def store_people(portal: Portal, organizations: list[StoredOrganization], *, now: dt.datetime, password: str) -> None:
    """Store the residents and the staff of one portal; `password` is a hash."""
    for resident in RESIDENTS:
        if resident.portal == portal.slug:
            _store_resident(portal, resident, now, password)
    for member in STAFF:
        if member.portal == portal.slug:
            _store_member(member, organizations, now, password)


def hashed_password() -> str:
    """Return the hash of the demo's password."""
    return make_password(PASSWORD, salt=SALT)


def _store_resident(portal: Portal, spec: ResidentSpec, now: dt.datetime, password: str) -> None:
    user = User.objects.create(
        username=spec.username,
        realm=portal.realm,
        login=spec.user_login,
        email=spec.email,
        email_confirmed_at=now,
        name=f"{spec.person.given_name} {spec.person.surname}",
        password=password,
    )
    User.objects.filter(pk=user.pk).update(created_at=now)
    for number, account in enumerate(spec.accounts):
        found = BillingAccount.objects.get(organization__slug=account.organization, number=account.number)
        linked_at = now - dt.timedelta(days=400 - number)
        AccountLink.objects.create(
            user=user,
            account=found,
            state=LinkState.ACTIVE,
            proof=_proof(portal),
            is_holder=True,
            created_at=linked_at,
            activated_at=linked_at,
        )
    _store_consent(portal, user, now - dt.timedelta(days=400))
    if spec.email in RELATIVES:
        _store_relative(portal, user, RELATIVES[spec.email], now - dt.timedelta(days=30))


def _store_relative(portal: Portal, user: User, relative: tuple[str, str], linked_at: dt.datetime) -> None:
    """Store somebody of the family, who sees the first account of the user too; nobody signs in as them."""
    name, email = relative
    other = User.objects.create(
        username=f"demo-{email}",
        realm=portal.realm,
        email=email,
        name=name,
        created_at=linked_at,
        password=UNUSABLE_PASSWORD_PREFIX,
    )
    first = user.account_links.order_by("created_at")[0]
    AccountLink.objects.create(
        user=other,
        account=first.account,
        state=LinkState.ACTIVE,
        proof=_proof(portal),
        created_at=linked_at,
        activated_at=linked_at,
    )


def _store_consent(portal: Portal, user: User, now: dt.datetime) -> None:
    if portal.settings.consent_mode != ConsentMode.REQUIRED:
        return
    document = consent_document_of(portal)
    give_consent(
        user=user,
        kind=ConsentKind.PERSONAL_DATA,
        title=document.title,
        version=document.version,
        text=document.text,
        now=now,
        ip="127.0.0.1",
    )


def _proof(portal: Portal) -> str:
    return ", ".join(LinkingProof(proof).label for proof in portal.settings.linking_proofs)


def _store_member(spec: StaffSpec, organizations: list[StoredOrganization], now: dt.datetime, password: str) -> None:
    user = User.objects.create(
        username=spec.username,
        realm=STAFF_REALM,
        login=spec.login,
        email=f"{spec.login}@example.com",
        email_confirmed_at=now,
        name=f"{spec.person.given_name} {spec.person.surname}",
        is_staff=True,
        is_superuser=spec.is_administrator,
        password=password,
    )
    User.objects.filter(pk=user.pk).update(created_at=now)
    for organization in organizations:
        StaffAssignment.objects.create(user=user, organization=organization.row, role=spec.role)
