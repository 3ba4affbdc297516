"""Everybody who is named can sign in, and sees what the sign-in is there to show."""

import pytest

from kvita.accounts.selectors import links_for
from kvita.calc.money import Money
from kvita.demo.directory import stored_sign_ins
from kvita.demo.signins import RESIDENTS, STAFF, AccountSpec, ResidentSpec, Situation
from kvita.housing.enums import StaffRole
from kvita.housing.models import Portal, StaffAssignment
from kvita.identity.models import User
from kvita.payments.selectors import amount_due
from kvita.web.auth import PortalBackend, StaffBackend
from kvita.web.dev.signins import SignIn

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("world")]

MONTHS = 9


def test_every_sign_in_works() -> None:
    found = stored_sign_ins()
    assert len(found) == len(RESIDENTS) + len(STAFF)
    for one in found:
        assert _signed_in(one) is not None, one.login


def _signed_in(one: SignIn) -> User | None:
    portal = Portal.objects.select_related("settings").get(slug=one.portal)
    if one.role == "resident":
        settings = portal.settings
        assert settings.password_min_length <= len(one.password) <= (settings.password_max_length or 64)
        return PortalBackend().authenticate(None, portal=portal, name=one.login, password=one.password)
    return StaffBackend().authenticate(None, username=one.login, password=one.password)


@pytest.mark.parametrize("portal", ["ugra", "tszh", "uk", "uigkh", "innova"])
def test_every_portal_has_the_four_situations_and_staff(portal: str) -> None:
    specs = [spec for spec in RESIDENTS if spec.portal == portal]
    shown = {account.situation for spec in specs for account in spec.accounts}
    assert {Situation.DUE, Situation.SETTLED, Situation.OVERPAID, Situation.DEBT} <= shown
    assert any(len(spec.accounts) > 1 for spec in specs)
    assert StaffAssignment.objects.filter(
        organization__portals__slug=portal, role=StaffRole.ACCOUNTANT, user__is_staff=True
    ).exists()


@pytest.mark.parametrize(
    ("spec", "account"),
    [(spec, account) for spec in RESIDENTS for account in spec.accounts],
    ids=lambda value: value.number if isinstance(value, AccountSpec) else "",
)
def test_an_account_shows_its_situation(spec: ResidentSpec, account: AccountSpec) -> None:
    user = User.objects.get(username=spec.username)
    links = links_for(user, portal_id=Portal.objects.get(slug=spec.portal).pk)
    stored = next(link.account for link in links if link.account.number == account.number)
    now = amount_due(stored)
    assert now.statement is not None
    usual = max(now.statement.charged, Money(1))
    if account.situation is Situation.SETTLED:
        assert now.due == Money.ZERO
    elif account.situation is Situation.OVERPAID:
        assert now.due == Money.ZERO
        assert now.overpaid > Money.ZERO or now.statement.closing < Money.ZERO
    elif account.situation is Situation.DEBT:
        assert now.due.kopecks > 2 * usual.kopecks
    else:
        assert now.due > Money.ZERO
    assert stored.holder_name.casefold() == spec.person.full_name.casefold()
