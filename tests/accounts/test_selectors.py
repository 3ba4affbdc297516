import pytest

from kvita.accounts.enums import LinkState
from kvita.accounts.selectors import accounts_for, links_for, user_ids_by_account_number
from tests.actors import Cast, make_cast
from tests.factories import make_account, make_link, make_organization, make_portal

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast() -> Cast:
    return make_cast()


@pytest.mark.parametrize("state", [LinkState.PENDING, LinkState.REVOKED])
def test_only_active_links_open_an_account(cast: Cast, state: LinkState) -> None:
    make_link(cast.anna, cast.boris_account, state)
    assert [link.account for link in links_for(cast.anna, portal_id=cast.portal.pk)] == [cast.account]
    assert list(accounts_for(cast.anna, portal_id=cast.portal.pk)) == [cast.account]


def test_accounts_of_organizations_outside_the_portal_stay_outside(cast: Cast) -> None:
    make_link(cast.anna, cast.daria_account)
    assert list(accounts_for(cast.anna, portal_id=cast.portal.pk)) == [cast.account]


def test_organization_on_two_portals_gives_each_link_once(cast: Cast) -> None:
    make_portal("second", organizations=[cast.organization, make_organization("third")])
    assert len(links_for(cast.anna, portal_id=cast.portal.pk)) == 1


def test_revoked_and_renewed_link_gives_the_account_once(cast: Cast) -> None:
    cast.anna.account_links.update(state=LinkState.REVOKED)
    make_link(cast.anna, cast.account)
    assert list(accounts_for(cast.anna, portal_id=cast.portal.pk)) == [cast.account]


@pytest.mark.parametrize("number", ["120345", "120345А", "120345а", " 120345а ", "1203 45", "00120345-A", "№120345a"])
def test_letter_index_may_be_left_out_or_typed_in_either_case(cast: Cast, number: str) -> None:
    assert user_ids_by_account_number(number, portal_id=cast.other_portal.pk) == [cast.daria.pk]


@pytest.mark.parametrize("number", ["120345Б", "12034", "", "А", "120345АА", "%", "120345_1"])
def test_other_numbers_name_nobody(cast: Cast, number: str) -> None:
    assert user_ids_by_account_number(number, portal_id=cast.other_portal.pk) == []


def test_same_number_with_two_letters_names_both_without_the_letter(cast: Cast) -> None:
    second = make_account(cast.other_organization, "120345", letter_index="Б", payment_code="120345Б")
    make_link(cast.gleb, second)
    found = user_ids_by_account_number("120345", portal_id=cast.other_portal.pk)
    assert sorted(found) == sorted([cast.daria.pk, cast.gleb.pk])
    assert user_ids_by_account_number("120345б", portal_id=cast.other_portal.pk) == [cast.gleb.pk]


def test_number_of_another_portal_names_nobody(cast: Cast) -> None:
    assert user_ids_by_account_number("120345", portal_id=cast.portal.pk) == []
