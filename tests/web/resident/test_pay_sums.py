"""How much is paid: another sum where services are paid one by one, more than is due, what other sites are told."""

import pytest
from django.test import Client

from kvita.billing.models import Statement, StatementLine
from kvita.housing.enums import PaymentTarget
from kvita.payments.models import PaymentOrder
from tests.actors import Cast
from tests.factories import make_payee, make_payment
from tests.web.resident.pages import read
from tests.web.resident.paying import choose, go_to_bank

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("demo_addresses")]


@pytest.fixture
def address(cast: Cast, august: Statement) -> str:
    make_payee(cast.organization)
    return f"/a/{cast.account.pk}/pay/"


def test_where_services_are_paid_one_by_one_another_sum_is_shared_out_to_them(
    cast: Cast, anna: Client, address: str
) -> None:
    settings = cast.organization.settings
    settings.payment_targets = [PaymentTarget.BY_SERVICE]
    settings.save()
    text = read(anna, address)
    assert "Только выбранные услуги" in text
    assert "Всё к оплате" not in text
    assert "Другая сумма часть долга, разделим по услугам" in text
    assert "По услугам к оплате 1 537,15 ₽. Введите не больше." in choose(anna, address, what="other", sum="1537.16")
    assert "500,00 ₽, другая сумма, разделим по услугам" in choose(anna, address, what="other", sum="500")
    go_to_bank(anna, address)
    order = PaymentOrder.objects.get()
    due = {line.service_id: line.closing.kopecks for line in newest_lines(cast) if line.closing.kopecks > 0}
    assert sum(due.values()) == 153715
    assert sum(kopecks for _, kopecks in order.split) == order.amount.kopecks == 50000
    assert {service for service, _ in order.split} == set(due)
    for service, kopecks in order.split:  # each gets its share of what is due, to the kopeck
        assert abs(kopecks * 153715 - due[service] * 50000) < 153715


def newest_lines(cast: Cast) -> list[StatementLine]:
    return list(StatementLine.objects.filter(statement__account=cast.account))


def test_who_pays_more_than_is_due_is_told_before_paying(cast: Cast, anna: Client, address: str) -> None:
    words = choose(anna, address, what="other", sum="2 000")
    assert "Это на 462,85 ₽ больше, чем к оплате. Сейчас к оплате 1 537,15 ₽, лишнее останется на счёте" in words
    assert "больше, чем к оплате" not in choose(anna, address, what="other", sum="1537.15")
    make_payment(cast.account, "1537.15")
    words = choose(anna, address, what="other", sum="10")
    assert "Это на 10,00 ₽ больше, чем к оплате. Сейчас платить не нужно, эта сумма останется на счёте" in words


def test_a_site_that_takes_the_account_alone_is_said_to_want_the_sum(cast: Cast, anna: Client, address: str) -> None:
    settings = cast.organization.settings
    settings.payment_links = [
        {"title": "Город", "url": "https://gorod.example/?ls={account}"},
        {"title": "Банк", "url": "https://bank.example/?ls={account}&s={sum}"},
    ]
    settings.save()
    words = read(anna, address)
    assert "Город откроется другой сайт, укажите там сумму 1 537,15 ₽" in words
    assert "Банк откроется другой сайт По QR-коду" in words
