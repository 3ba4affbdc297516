"""Conditions of many values."""

import pytest

from kvita.accounts.models import BillingAccount
from kvita.core.lookups import Among
from tests.factories import make_account, make_organization

pytestmark = pytest.mark.django_db


@pytest.fixture
def accounts() -> list[BillingAccount]:
    organization = make_organization("test")
    return [make_account(organization, number) for number in ("1001", "1002", "00'3")]


@pytest.mark.parametrize("extra", [0, 300_000])
def test_among_finds_what_is_named_however_much_is_asked(accounts: list[BillingAccount], extra: int) -> None:
    wanted = ["00'3", "1002", *(f"x{number}" for number in range(extra))]
    found = BillingAccount.objects.filter(Among("number", wanted))
    assert set(found.values_list("number", flat=True)) == {"1002", "00'3"}


def test_among_takes_whole_numbers_and_a_column_of_a_relation(accounts: list[BillingAccount]) -> None:
    found = BillingAccount.objects.filter(Among("organization_id", [accounts[0].organization_id, 2**40]))
    assert found.count() == 3


def test_among_nothing_finds_nothing(accounts: list[BillingAccount]) -> None:
    assert not BillingAccount.objects.filter(Among("number", [])).exists()
