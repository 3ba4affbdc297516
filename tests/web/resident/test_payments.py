"""The list of payments."""

import csv
import datetime as dt
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest
from django.test import Client

from kvita.payments.enums import PaymentState
from tests.actors import Cast, client_of
from tests.factories import make_payment
from tests.web.resident.pages import read

pytestmark = pytest.mark.django_db

MANUAL = Path(__file__).parents[2] / "data" / "innova-2017-08" / "payments.csv"
MONTHS = {"янв": 1, "фев": 2, "мар": 3, "апр": 4, "май": 5, "июн": 6, "июл": 7, "авг": 8, "сен": 9, "окт": 10}


def day(text: str) -> dt.date:
    number, month, year = text.split()
    return dt.date(int(year), MONTHS[month], int(number))


@pytest.fixture
def boris(cast: Cast) -> Client:
    """Boris's browser; his account has the four payments of the manual."""
    with MANUAL.open(encoding="utf-8-sig", newline="") as file:
        for row in csv.DictReader(file):
            make_payment(
                cast.boris_account,
                str(Decimal(row["Сумма платежа"].replace(" ", ""))),
                day(row["Дата платежа"]),
                posted_on=day(row["Дата учёта"]),
                accounting_month=day(row["Расчетный месяц"]),
                for_month=day(row["За какой месяц оплачено"]),
                place=row["Место платежа"],
            )
    return client_of(cast.boris, cast.portal)


@pytest.fixture
def address(cast: Cast) -> str:
    return f"/a/{cast.boris_account.pk}/payments/"


def test_the_payments_of_the_manual_with_their_total(boris: Client, address: str) -> None:
    words = read(boris, address)
    head = "Расчетный месяц Дата платежа Дата учёта За какой месяц оплачено Место платежа Сумма платежа"
    assert head in words
    assert 'Сентябрь 2017 12 сентября 2017 22 сентября 2017 Август 2017 ООО УК "Солнечный город" 3 000,00 ₽' in words
    assert 'Июнь 2017 29 июня 2017 30 июня 2017 Май 2017 ООО УК "Солнечный город" 10 000,00 ₽' in words
    assert "Итого 29 596,01 ₽" in words


def test_a_period_has_its_own_total(boris: Client, address: str) -> None:
    words = read(boris, f"{address}?from=2017-07&to=2017-08")
    assert "Итого 16 596,01 ₽" in words
    assert "29 июня" not in words
    assert read(boris, f"{address}?from=2017-08&to=2017-07") == words


@pytest.mark.parametrize("query", ["?from=x&to=2099-01", "?page=-1", "?page=99999999999", "?page=x", "?from=2017-13"])
def test_a_senseless_period_or_page_shows_everything(boris: Client, address: str, query: str) -> None:
    assert "Итого 29 596,01 ₽" in read(boris, address + query)


def test_pages_keep_the_total_of_all(cast: Cast, boris: Client, address: str) -> None:
    for number in range(30):
        make_payment(cast.boris_account, "100", dt.date(2017, 5, 1) - dt.timedelta(days=number))
    first, second = read(boris, address), read(boris, f"{address}?page=2")
    assert "1–24 из 34" in first
    assert "25–34 из 34" in second
    assert "Итого 32 596,01 ₽" in first
    assert "Итого 32 596,01 ₽" in second


def test_reversed_payments_are_not_counted(cast: Cast, boris: Client, address: str) -> None:
    make_payment(cast.boris_account, "500", state=PaymentState.REVERSED)
    assert "Итого 29 596,01 ₽" in read(boris, address)


def test_what_is_not_known_is_said_in_words(cast: Cast, boris: Client, address: str) -> None:
    make_payment(cast.boris_account, "1")
    assert "11 сентября 2017 ещё не учтён Не указан Не указано 1,00 ₽" in read(boris, address)


def test_without_payments_the_page_says_what_will_be_there(cast: Cast, anna: Client) -> None:
    assert "Платежей пока нет" in read(anna, f"/a/{cast.account.pk}/payments/")


def test_only_the_owner_gets_in(cast: Cast, anna: Client, guest: Client, boris: Client, address: str) -> None:
    assert anna.get(address).status_code == 404
    assert client_of(cast.boris, cast.other_portal).get(address).status_code == 404
    assert guest.get(address)["location"] == f"/login/?next={address}"


def test_queries_do_not_grow(
    cast: Cast, boris: Client, address: str, count_queries: Callable[[Callable[[], object]], int]
) -> None:
    boris.get(address)
    few = count_queries(lambda: boris.get(address))
    for number in range(60):
        make_payment(cast.boris_account, "100", dt.date(2017, 5, 1) - dt.timedelta(days=number))
    assert count_queries(lambda: boris.get(address)) == few <= 8
