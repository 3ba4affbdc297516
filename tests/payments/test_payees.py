"""Whom an account owes what: by payee and by service, less what was paid since."""

import uuid

import pytest

from kvita.calc.money import Money
from kvita.housing.models import Payee
from kvita.payments.ports import ProviderState, ProviderStatus
from kvita.payments.selectors import amount_due, payees_due
from kvita.payments.services import PaymentWish, open_attempt, place_order, settle_attempt
from tests.actors import Cast, make_cast
from tests.factories import AUGUST, NOW, Line, make_payee, make_payment, make_service, make_statement, rub
from tests.payments.desk import ANNA


@pytest.fixture
def cast(db: None) -> Cast:
    return make_cast()


@pytest.fixture
def payees(cast: Cast) -> list[Payee]:
    """The main payee, and a waste operator without a contract, who is owed 200 of 1 200."""
    main = make_payee(cast.organization)
    waste = make_payee(cast.organization, name="Экология", is_default=False, accepts_online=False)
    service = make_service(cast.organization, "Вывоз мусора", payee=waste)
    make_statement(
        cast.account, AUGUST, [Line("Вода", charged="700"), Line("Тепло", charged="300"), Line(service, charged="200")]
    )
    return [main, waste]


def told(cast: Cast, payees: list[Payee]) -> dict[str, Money]:
    due = amount_due(cast.account)
    parts = payees_due(cast.account, due, payees)
    assert Money.total(part.amount for part in parts) == due.due
    return {part.payee.name: part.amount for part in parts}


def pay(cast: Cast, payee: Payee, amount: str, split: tuple[tuple[int, Money], ...] = ()) -> None:
    wish = PaymentWish(uuid.uuid4(), rub(amount), payee, AUGUST, split=split)
    order = place_order(account=cast.account, user=cast.anna, wish=wish, actor=ANNA, now=NOW)
    attempt = open_attempt(order_id=order.pk, provider_key="scripted", now=NOW)
    settle_attempt(attempt_id=attempt.pk, status=ProviderStatus(ProviderState.PAID, total=attempt.total), now=NOW)


def test_each_payee_is_owed_for_its_services(cast: Cast, payees: list[Payee]) -> None:
    main, waste = payees
    assert told(cast, payees) == {main.name: rub("1000"), waste.name: rub("200")}


def test_what_was_paid_online_is_taken_off_the_payee_that_got_it(cast: Cast, payees: list[Payee]) -> None:
    main, waste = payees
    pay(cast, main, "1000")
    assert told(cast, payees) == {waste.name: rub("200")}


def test_an_overpayment_of_one_payee_lessens_the_whole(cast: Cast, payees: list[Payee]) -> None:
    pay(cast, payees[0], "1100")
    assert told(cast, payees) == {payees[1].name: rub("100")}


def test_what_came_from_elsewhere_goes_to_the_main_payee_first(cast: Cast, payees: list[Payee]) -> None:
    make_payment(cast.account, "1100", NOW.date())
    assert told(cast, payees) == {payees[1].name: rub("100")}
    make_payment(cast.account, "5000", NOW.date())
    assert told(cast, payees) == {}


def test_where_debts_are_netted_between_services_nothing_is_divided(cast: Cast) -> None:
    main = make_payee(cast.organization)
    waste = make_payee(cast.organization, name="Экология", is_default=False)
    settings = cast.organization.settings
    settings.netting_between_services = True
    settings.save()
    service = make_service(cast.organization, "Вывоз мусора", payee=waste)
    make_statement(cast.account, AUGUST, [Line("Вода", charged="700"), Line(service, opening="-200")])
    assert told(cast, [main, waste]) == {main.name: rub("500")}


def test_a_service_paid_alone_is_no_longer_due_and_the_others_are(cast: Cast, payees: list[Payee]) -> None:
    due = amount_due(cast.account)
    first = payees_due(cast.account, due, payees)[0].services[0]
    pay(cast, payees[0], "700", ((first.service_id, first.amount),))
    (main, _) = payees_due(cast.account, amount_due(cast.account), payees)
    assert [(one.name, one.amount) for one in main.services] == [("Тепло", rub("300"))]
