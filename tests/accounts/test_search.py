"""The one search for accounts of every desk: by number, by address, by surname, in any spelling."""

from typing import Any

import pytest

from kvita.accounts.models import BillingAccount
from kvita.accounts.selectors import search_accounts
from kvita.housing.models import Building, ManagingOrganization
from tests.factories import make_account, make_building, make_organization, make_premise

pytestmark = pytest.mark.django_db


class Town:
    def __init__(self) -> None:
        self.organization: ManagingOrganization = make_organization()
        house = make_building(self.organization, street="Гарифа Ахунова", number="14")
        other = make_building(self.organization, street="Мира", number="2а")
        self.anna = self.account("0551412", house, "16", letter_index="А", holder_name="Петрова-Водкина Анна")
        self.boris = self.account("0551499", house, "17", payment_code="77002", holder_name="Сидоров Борис")
        self.vera = self.account("0660020", other, "1", holder_name="Ахунова Вера")

    def account(self, number: str, house: Building, flat: str, **fields: Any) -> BillingAccount:
        return make_account(self.organization, number, premise=make_premise(house, flat), **fields)

    def found(self, typed: str, **options: Any) -> list[BillingAccount]:
        return search_accounts(typed, organization_ids=[self.organization.pk], **options)


@pytest.fixture
def town() -> Town:
    return Town()


@pytest.mark.parametrize("typed", ["551412", "0551412a", "551412-А", "петрова водкина", "ПЕТРОВА АННА"])
def test_one_account_in_many_spellings(town: Town, typed: str) -> None:
    assert town.found(typed) == [town.anna]


@pytest.mark.parametrize("typed", ["5514", "05514", "ахунова 14", "ул. Гарифа Ахунова, д. 14"])
def test_a_beginning_of_a_number_and_a_house_give_all_of_them(town: Town, typed: str) -> None:
    assert town.found(typed) == [town.anna, town.boris]


@pytest.mark.parametrize("typed", ["14-17", "Ахунова, д. 14, кв. 17", "770 02"])
def test_house_and_flat_as_they_are_said(town: Town, typed: str) -> None:
    assert town.found(typed) == [town.boris]


def test_a_word_may_be_of_a_street_or_of_a_name(town: Town) -> None:
    assert town.found("ахунова") == [town.anna, town.boris, town.vera]
    assert town.found("мира 2А 1") == [town.vera]


@pytest.mark.parametrize("typed", ["", "  ", "551", "14", "999999", "никто", "%", "ул", "я" * 10_000, "' OR 1=1"])
def test_what_means_nobody_finds_nobody(town: Town, typed: str) -> None:
    assert town.found(typed) == []


def test_another_organisation_stays_unseen(town: Town) -> None:
    assert search_accounts("551412", organization_ids=[make_organization("other").pk]) == []


def test_rows_do_not_make_it_dearer(town: Town, django_assert_num_queries: Any) -> None:
    for number in range(30):
        make_account(town.organization, f"55150{number:02}", holder_name="Орлов Олег")
    for typed, queries in (("551412", 1), ("5515", 2), ("орлов", 1), ("999999", 2)):
        with django_assert_num_queries(queries):
            found = town.found(typed)
            places = [(it.premise.address, str(it.premise.building.city), it.organization.settings) for it in found]
        assert bool(places) == (typed != "999999")
    assert len(town.found("орлов")) == 20
    assert len(town.found("орлов", limit=5)) == 5
