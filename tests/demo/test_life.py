"""The rules by which the invented people live agree with those of the product."""

import datetime as dt
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kvita.calc.bank_details import is_valid_correspondent_account, is_valid_inn, is_valid_settlement_account
from kvita.calc.charge import charge_amount
from kvita.calc.period import Month
from kvita.demo.chance import Chance
from kvita.demo.life.bill import charge_of
from kvita.demo.life.homes import Payer
from kvita.demo.life.paying import amount_paid, lay_out
from kvita.demo.plans import PLANS
from kvita.demo.plans.plan import Growth, OrganizationPlan
from kvita.demo.plans.prices import STEPS, price_list, price_on
from kvita.demo.plans.services import COLD, PENALTY
from kvita.housing.presets import PRESETS

ORGANIZATIONS = [organization for plan in PLANS for organization in plan.organizations]


@given(st.integers(0, 10**12), st.integers(0, 10**10))
def test_the_quick_product_is_the_exact_one(volume: int, rate: int) -> None:
    exact = charge_amount(Decimal(volume).scaleb(-7), Decimal(rate).scaleb(-6))
    assert charge_of(volume, rate) == exact.kopecks


@given(
    st.integers(1, 10**8),
    st.lists(st.tuples(st.integers(-(10**7), 10**7), st.integers(0, 10**6)), min_size=1, max_size=14),
)
def test_a_payment_is_laid_out_whole_and_never_takes_from_a_line(amount: int, lines: list[tuple[int, int]]) -> None:
    closings, usual = [line[0] for line in lines], [line[1] for line in lines]
    parts = lay_out(amount, closings, usual)
    assert sum(parts) == amount
    assert min(parts) >= 0
    owed = sum(max(0, closing) for closing in closings)
    if amount >= owed:
        assert all(part >= closing for part, closing in zip(parts, closings, strict=True))


@pytest.mark.parametrize("netting", [True, False])
def test_who_pays_exactly_pays_what_is_due(netting: bool) -> None:
    closings = [500_00, -120_00, 30_00]
    paid = {
        amount_paid(Payer.EXACT, closings, 400_00, month=Month(2026, 5), netting=netting, chance=Chance(1, number))
        for number in range(300)
    }
    due = 410_00 if netting else 530_00
    assert paid == {0, due}
    dice = Chance(1, "punctual")
    assert {
        amount_paid(Payer.PUNCTUAL, closings, 400_00, month=Month(2026, 5), netting=netting, chance=dice)
        for _ in range(300)
    } == {due}


def test_chance_depends_on_its_subject_only() -> None:
    assert [Chance(1, "a").between(1, 1000) for _ in range(3)] == [Chance(1, "a").between(1, 1000)] * 3
    draws = {Chance(1, "a", number).between(0, 10**9) for number in range(100)}
    assert len(draws) == 100
    assert {Chance(1, number).between(1, 3) for number in range(100)} == {1, 2, 3}


def test_prices_follow_the_steps() -> None:
    assert price_on(COLD, dt.date(2017, 7, 1)) == Decimal("21.36")
    assert price_on(COLD, dt.date(2017, 6, 30)) < Decimal("21.36")
    assert price_on(COLD, dt.date(2026, 9, 30)) < price_on(COLD, dt.date(2026, 10, 1))
    assert price_on(COLD, dt.date(1999, 1, 1)) == price_list(COLD)[0][1]
    assert price_on(PENALTY, dt.date(2026, 1, 1)) == 0
    for steps in STEPS.values():
        assert [day for day, _ in steps] == sorted({day for day, _ in steps})
    assert len(STEPS[Growth.NONE]) == 1


@pytest.mark.parametrize("plan", ORGANIZATIONS, ids=lambda plan: plan.slug)
def test_bank_details_have_right_check_digits(plan: OrganizationPlan) -> None:
    assert is_valid_inn(plan.inn)
    for payee in plan.payees:
        assert is_valid_inn(payee.inn)
        assert is_valid_settlement_account(payee.bic, payee.account)
        assert is_valid_correspondent_account(payee.bic, payee.correspondent)


def test_plans_are_those_of_the_presets_and_differ_in_all_that_must_differ() -> None:
    assert {plan.slug for plan in PLANS} == set(PRESETS)
    for plan in ORGANIZATIONS:
        names = [service.name for service in plan.services]
        assert len(names) == len(set(names))
        payees = {payee.name for payee in plan.payees}
        assert {service.payee for service in plan.services if service.payee} <= payees
    assert len({plan.slug for plan in ORGANIZATIONS}) == len(ORGANIZATIONS)
