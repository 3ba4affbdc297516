"""The sign-ins that are in the database, as the pages of the demo show them."""

from kvita.demo.signins import PASSWORD, RESIDENTS, STAFF, ResidentSpec
from kvita.identity.models import User
from kvita.web.dev.signins import SignIn

RESIDENT, ACCOUNTANT, ADMINISTRATOR = "resident", "accountant", "administrator"


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
            ADMINISTRATOR if spec.is_administrator else ACCOUNTANT,
            spec.person.full_name,
            "все права, рабочее место" if spec.is_administrator else "рабочее место",
        )
        for spec in STAFF
        if spec.username in known
    ]
    return residents + staff


def _about(spec: ResidentSpec) -> str:
    """Say which accounts the resident has and what they show."""
    return "; ".join(f"{account.number}: {account.situation.value}" for account in spec.accounts)
