"""A wish to pay becomes one order, or is refused with a reason."""

import uuid
from decimal import Decimal

import pytest

from kvita.calc.money import Money
from kvita.core.errors import DomainError
from kvita.core.models import AuditEntry
from kvita.housing.enums import CommissionBearer, VatCode
from kvita.payments.models import PaymentOrder
from kvita.payments.policies import commission_of
from kvita.payments.selectors.freezing import frozen_payee, frozen_receipt, refund_receipt
from kvita.payments.services import PaymentWish, place_order
from tests.factories import AUGUST, NOW, make_payee, make_service, rub
from tests.payments.desk import ANNA, Desk


def refused(desk: Desk, wish: PaymentWish) -> str:
    with pytest.raises(DomainError) as caught:
        place_order(account=desk.cast.account, user=desk.cast.anna, wish=wish, actor=ANNA, now=NOW)
    assert not PaymentOrder.objects.exists()
    return caught.value.code


def test_an_order_freezes_sum_commission_and_payee(desk: Desk) -> None:
    desk.payee.commission_percent = Decimal("1.2")
    desk.payee.save()
    order = desk.order()
    assert (order.amount, order.commission, order.payee) == (rub("1537.15"), rub("18.45"), desk.payee)
    assert order.split == []
    (entry,) = AuditEntry.objects.filter(action="payments.place_order")
    assert entry.changes["amount"] == [None, 153715]


def test_the_same_form_is_one_order(desk: Desk) -> None:
    wish = desk.wish()
    orders = {
        place_order(account=desk.cast.account, user=desk.cast.anna, wish=wish, actor=ANNA, now=NOW).pk for _ in range(3)
    }
    assert len(orders) == 1 == PaymentOrder.objects.count()


def test_what_it_is_for_is_kept(desk: Desk) -> None:
    wish = PaymentWish(
        form_key=uuid.uuid4(), amount=rub("10"), payee=desk.payee, month=AUGUST, split=((7, rub("4")), (8, rub("6")))
    )
    order = place_order(account=desk.cast.account, user=desk.cast.anna, wish=wish, actor=ANNA, now=NOW)
    order.refresh_from_db()
    assert order.split == [[7, 400], [8, 600]]


@pytest.mark.parametrize("kopecks", [0, -100, 99, 10**14])
def test_impossible_sums_are_refused(desk: Desk, kopecks: int) -> None:
    wish = PaymentWish(form_key=uuid.uuid4(), amount=Money(kopecks), payee=desk.payee, month=AUGUST)
    assert refused(desk, wish) == "amount"


def test_a_payee_without_contract_cannot_be_paid(desk: Desk) -> None:
    desk.payee.accepts_online = False
    assert refused(desk, desk.wish()) == "payee"


def test_another_organisations_payee_cannot_be_paid(desk: Desk) -> None:
    payee = make_payee(desk.cast.other_organization)
    assert refused(desk, PaymentWish(form_key=uuid.uuid4(), amount=rub("10"), payee=payee, month=AUGUST)) == "payee"


def test_a_form_of_another_account_is_refused(desk: Desk) -> None:
    order = desk.order()
    with pytest.raises(DomainError) as caught:
        place_order(
            account=desk.cast.boris_account,
            user=desk.cast.boris,
            wish=desk.wish(form_key=order.form_key),
            actor=ANNA,
            now=NOW,
        )
    assert caught.value.code == "form_key"


@pytest.mark.parametrize(
    ("amount", "percent", "fee"),
    [("100", "0", "0"), ("1537.15", "1", "15.37"), ("0.50", "1", "0.01"), ("0.49", "1", "0")],
)
def test_the_commission_is_rounded_half_up(amount: str, percent: str, fee: str, desk: Desk) -> None:
    desk.payee.commission_percent = Decimal(percent)
    assert commission_of(rub(amount), desk.payee) == rub(fee)


def test_the_commission_has_a_minimum_and_may_be_the_payees_own(desk: Desk) -> None:
    desk.payee.commission_percent, desk.payee.commission_minimum = Decimal(1), rub("30")
    assert commission_of(rub("100"), desk.payee) == rub("30")
    assert commission_of(rub("5000"), desk.payee) == rub("50")
    desk.payee.commission_bearer = CommissionBearer.ORGANIZATION
    assert commission_of(rub("5000"), desk.payee) == rub("0")


def test_bank_details_of_the_day_stay_in_the_order(desk: Desk) -> None:
    order = desk.order()
    desk.payee.settlement_account = "40702810999999999999"
    desk.payee.save()
    order.refresh_from_db()
    assert frozen_payee(order).settlement_account == "40702810000000000001"


def test_the_receipt_has_each_service_and_the_commission_and_sums_up_to_what_is_charged(desk: Desk) -> None:
    settings = desk.cast.account.organization.settings
    settings.receipts_enabled, settings.receipt_vat_code = True, VatCode.VAT_5
    settings.save()
    desk.payee.commission_percent = Decimal(1)
    desk.payee.save()
    services = [make_service(desk.cast.organization, name) for name in ("Вода", "Тепло")]
    split = ((services[0].pk, rub("4")), (services[1].pk, rub("6")))
    wish = PaymentWish(form_key=uuid.uuid4(), amount=rub("10"), payee=desk.payee, month=AUGUST, split=split)
    order = place_order(account=desk.cast.account, user=desk.cast.anna, wish=wish, actor=ANNA, now=NOW)
    lines = frozen_receipt(order)
    assert [(line.title, line.amount) for line in lines] == [
        ("Вода, август 2017", rub("4")),
        ("Тепло, август 2017", rub("6")),
        ("Комиссия за приём платежа", rub("0.10")),
    ]
    assert {line.vat for line in lines} == {VatCode.VAT_5}
    assert Money.total(line.amount for line in lines) == order.amount + order.commission
    assert [line.amount for line in refund_receipt(order, rub("3"))] == [rub("3")]


def test_without_the_setting_no_receipt_goes_along(desk: Desk) -> None:
    assert desk.order().receipt == []
