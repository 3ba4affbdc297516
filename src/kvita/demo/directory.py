"""The sign-ins and the accounts to register with that are in the database, as the pages of the demo show them."""

from urllib.parse import urlencode

from kvita.accounts.enums import LinkState
from kvita.accounts.models import AccountLink, BillingAccount
from kvita.demo.registrations import FREE, FreeAccount
from kvita.demo.signins import PASSWORD, RESIDENTS, STAFF, ResidentSpec
from kvita.identity.models import User
from kvita.web.dev.registrations import Registration
from kvita.web.dev.signins import SignIn

RESIDENT = "resident"


def stored_sign_ins() -> list[SignIn]:
    """Return the sign-ins of the demo whose users exist."""
    known = set(User.objects.filter(username__startswith="demo-").values_list("username", flat=True))
    residents = [
        SignIn(spec.portal, spec.login, PASSWORD, RESIDENT, spec.person.full_name, _about(spec))
        for spec in RESIDENTS
        if spec.username in known
    ]
    staff = [
        SignIn(
            spec.portal,
            spec.login,
            PASSWORD,
            spec.role.lower(),
            spec.person.full_name,
            "все права, рабочее место" if spec.is_administrator else f"рабочее место: {spec.role.label}",
        )
        for spec in STAFF
        if spec.username in known
    ]
    return residents + staff


def _about(spec: ResidentSpec) -> str:
    """Say which accounts the resident has and what they show."""
    return "; ".join(f"{account.number}: {account.situation.value}" for account in spec.accounts)


def stored_registrations() -> list[Registration]:
    """Return the free accounts of the demo that exist; two queries."""
    rows = BillingAccount.objects.filter(number__in=[free.number for free in FREE])
    known = {
        (account.organization.slug, account.number): account
        for account in rows.select_related("organization", "premise__building__city")
    }
    links = AccountLink.objects.filter(account__in=[account.pk for account in known.values()], state=LinkState.ACTIVE)
    linked = set(links.values_list("account_id", flat=True))
    return [
        _registration(free, account, is_linked=account.pk in linked)
        for free in FREE
        if (account := known.get((free.organization, free.number))) is not None
    ]


def _registration(free: FreeAccount, account: BillingAccount, *, is_linked: bool) -> Registration:
    city = str(account.premise.building.city or "")
    query = urlencode({"number": account.full_number, "city": city, "code": free.code})
    return Registration(
        portal=free.portal,
        organization=free.organization,
        organization_name=account.organization.name,
        kind=account.kind,
        kind_label=account.get_kind_display(),
        number=account.number,
        letter=account.letter_index,
        payment_code=account.payment_code,
        surname=account.holder_name.split(maxsplit=1)[0],
        full_name=account.holder_name,
        premise_number=account.premise.number,
        city=city,
        address=account.premise.address,
        registration_code=free.code,
        link=f"registration/?{query}",
        is_linked=is_linked,
    )
