"""The keys that the database computes and those of what people type must be the same."""

import pytest
from django.db import connection
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from kvita.accounts.models import BillingAccount
from kvita.accounts.selectors import accounts_by_number
from kvita.calc.spelling import read_number
from kvita.housing.enums import AccountIdentifier
from tests.factories import make_account, make_building, make_organization, make_portal, make_premise

NUMBERS = st.text("0123456789 -/._абвАБВёЁABabxXoO", min_size=1, max_size=12)


class Keys(TestCase):
    @settings(max_examples=60)
    @given(number=NUMBERS)
    def test_whoever_types_what_is_stored_finds_it(self, number: str) -> None:
        organization = make_organization()
        portal = make_portal(organizations=[organization])
        account = make_account(organization, number)
        found = accounts_by_number(number, portal_id=portal.pk)
        mixed = account.number_key not in read_number(number).keys  # two spellings of letters inside one number
        assert (account in found) == (bool(read_number(number).key) and not mixed)


@pytest.mark.django_db
@pytest.mark.parametrize("written", ["0012-45", "12 45", "12/45 ", "1245", "12.45А", "1245b"])
@pytest.mark.parametrize("identifier", AccountIdentifier)
def test_rows_written_past_the_models_have_keys(written: str, identifier: str) -> None:
    organization = make_organization()
    portal = make_portal(organizations=[organization])
    premise = make_premise(make_building(organization))
    BillingAccount.objects.bulk_create(
        [BillingAccount(organization=organization, premise=premise, number="7", payment_code="7")]
    )
    BillingAccount.objects.update(number=written, payment_code=written)
    found = accounts_by_number("00-1245", portal_id=portal.pk, identifier=identifier)
    assert [account.number for account in found] == [written]


@pytest.mark.django_db
@pytest.mark.parametrize("column", ["number_key", "code_key"])
def test_an_index_serves_each_way_of_typing(column: str) -> None:
    organization = make_organization()
    premise = make_premise(make_building(organization))
    BillingAccount.objects.bulk_create(
        BillingAccount(organization=organization, premise=premise, number=str(number), payment_code=str(number))
        for number in range(1000, 3000)
    )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE accounts_billingaccount")
    rows = BillingAccount.objects.filter(**{f"{column}__in": ["1245"]}, organization__in=[organization.pk]).order_by()
    assert f"account_{column}" in rows.explain()


@pytest.mark.django_db
def test_a_letter_that_must_be_typed_is_asked_for() -> None:
    organization = make_organization()
    portal = make_portal(organizations=[organization])
    make_account(organization, "1245", letter_index="А")
    assert not accounts_by_number("1245", portal_id=portal.pk, letter_optional=False)
    assert accounts_by_number("1245а", portal_id=portal.pk, letter_optional=False)
    assert accounts_by_number("1245", portal_id=portal.pk)
