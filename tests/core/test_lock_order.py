"""One order of locks: what the listener of all tests hears, and what it lets pass."""

import pytest
from django.apps import apps
from django.db import transaction

from kvita.accounts.models import BillingAccount
from kvita.core.locks import lock_all, lock_rows
from kvita.identity.models import User
from kvita.metering.models import Register
from tests.factories import make_account, make_organization
from tests.lock_order import LockOrder, read_order

pytestmark = pytest.mark.django_db


def test_the_page_names_tables_that_exist() -> None:
    tables = {model._meta.db_table for model in apps.get_models()}
    order = read_order()
    assert set(order) - {"sandbox_bank_bankpayment"} <= tables
    assert sorted(order.values()) == list(range(1, len(order) + 1))


def test_going_back_is_heard(lock_order: LockOrder) -> None:
    with transaction.atomic():
        lock_all(Register.objects.all())
        lock_rows(BillingAccount.objects.all(), [1])
    (wrong,) = lock_order.take()
    assert wrong.startswith("accounts_billingaccount is locked after metering_register")


def test_a_table_without_a_place_is_heard(lock_order: LockOrder) -> None:
    with transaction.atomic():
        lock_rows(apps.get_model("housing", "Portal").objects.all(), [1])
    (wrong,) = lock_order.take()
    assert wrong.startswith("housing_portal has no place in locks.md")


def test_each_transaction_begins_anew(lock_order: LockOrder) -> None:
    for _ in range(2):
        with transaction.atomic():
            lock_rows(User.objects.all(), [1])
            lock_rows(BillingAccount.objects.all(), [1])
    assert lock_order.take() == []


def test_what_is_held_or_new_is_locked_again_at_any_time(lock_order: LockOrder) -> None:
    organization = make_organization()
    with transaction.atomic():
        lock_rows(BillingAccount.objects.all(), [7])
        lock_all(Register.objects.all())
        lock_rows(BillingAccount.objects.all(), [7])
        lock_rows(BillingAccount.objects.all(), [make_account(organization).pk])
    assert lock_order.take() == []


def test_a_savepoint_that_is_undone_lets_its_locks_go(lock_order: LockOrder) -> None:
    with transaction.atomic():
        lock_rows(User.objects.all(), [1])
        with pytest.raises(KeyError):
            _lock_and_fail()
        lock_rows(BillingAccount.objects.all(), [1])
    assert lock_order.take() == []


@transaction.atomic
def _lock_and_fail() -> None:
    lock_all(Register.objects.all())
    raise KeyError
