"""Named people of the tests, always in the same parts.

Anna owns an account at the portal `innova`; Boris is another resident there, with an account of his own; Vera keeps the
books of their organisation; Gleb keeps those of another organisation, at another portal, where Daria lives.
"""

from dataclasses import dataclass

from django.test import Client

from kvita.accounts.models import BillingAccount
from kvita.housing.models import ManagingOrganization, Portal
from kvita.identity.models import User
from tests.factories import make_account, make_link, make_organization, make_portal, make_resident, make_staff


@dataclass(frozen=True, slots=True)
class Cast:
    """Everybody with what belongs to them."""

    portal: Portal
    organization: ManagingOrganization
    anna: User
    account: BillingAccount
    boris: User
    boris_account: BillingAccount
    vera: User
    other_portal: Portal
    other_organization: ManagingOrganization
    daria: User
    daria_account: BillingAccount
    gleb: User


def make_cast() -> Cast:
    """Store everybody; no statements, meters or payments yet."""
    organization, other_organization = make_organization("solnechny"), make_organization("zarechny")
    portal = make_portal("innova", organizations=[organization])
    other_portal = make_portal("uigkh", organizations=[other_organization])
    anna = make_resident(portal, "anna@example.ru", name="Анна")
    boris = make_resident(portal, "boris@example.ru", name="Борис")
    daria = make_resident(other_portal, "daria@example.ru", name="Дарья")
    account = make_account(organization, "551412")
    boris_account = make_account(organization, "660020")
    daria_account = make_account(other_organization, "120345", letter_index="А")
    for user, owned in ((anna, account), (boris, boris_account), (daria, daria_account)):
        make_link(user, owned)
    return Cast(
        portal=portal,
        organization=organization,
        anna=anna,
        account=account,
        boris=boris,
        boris_account=boris_account,
        vera=make_staff(organization, "vera"),
        other_portal=other_portal,
        other_organization=other_organization,
        daria=daria,
        daria_account=daria_account,
        gleb=make_staff(other_organization, "gleb"),
    )


def client_of(user: User | None, portal: Portal) -> Client:
    """A browser at the portal's host, signed in as `user` (None = nobody)."""
    client = Client(SERVER_NAME=portal.host)
    if user is not None:
        backend = "kvita.web.auth.StaffBackend" if user.is_staff else "kvita.web.auth.PortalBackend"
        client.force_login(user, backend=backend)
    return client
