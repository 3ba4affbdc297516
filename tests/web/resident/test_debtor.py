"""Who owes for earlier months is told how much of the sum is old, of which months, and may pay that alone."""

import datetime as dt
from collections.abc import Callable

import pytest
from django.test import Client

from kvita.payments.selectors import amount_due, old_debt
from tests.actors import Cast
from tests.factories import TODAY, Line, make_payee, make_payment, make_service, make_statement, rub
from tests.web.resident.pages import read

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("demo_addresses")]

SetTime = Callable[[dt.datetime], None]


def month(number: int) -> dt.date:
    return dt.date(2017, number, 1)


@pytest.fixture
def debtor(cast: Cast) -> Cast:
    """Nothing was paid for June and July and a part of May; August is new, to be paid by 15 September."""
    make_statement(cast.account, month(5), [Line("Вода", charged="1000")])
    make_statement(cast.account, month(6), [Line("Вода", opening="1000", charged="1100", paid="600")])
    make_statement(cast.account, month(7), [Line("Вода", opening="1500", charged="1200")])
    make_statement(cast.account, month(8), [Line("Вода", opening="2700", charged="1300")])
    return cast


def test_home_says_how_much_is_old_and_of_which_months(debtor: Cast, anna: Client) -> None:
    words = read(anna, f"/a/{debtor.account.pk}/")
    assert "К оплате, есть долг 4 000,00 ₽" in words
    assert "Из них 2 700,00 ₽ — долг за май, июнь и июль, последний срок прошёл 15 августа" in words
    assert "1 300,00 ₽ за август оплатите до 15 сентября, осталось 4 дня" in words
    assert "К оплате за август" not in words


def test_the_charges_page_says_it_too(debtor: Cast, anna: Client) -> None:
    words = read(anna, f"/a/{debtor.account.pk}/charges/2017-08/")
    assert "К оплате, есть долг 4 000,00 ₽ Из них 2 700,00 ₽ — долг за май, июнь и июль" in words


def test_a_line_names_the_month_of_its_debt_where_that_is_sure(cast: Cast, anna: Client) -> None:
    july = [Line("Вода", charged="100"), Line("Тепло", opening="50", charged="100")]
    make_statement(cast.account, month(7), july)
    august = [Line("Вода", opening="100", charged="10"), Line("Тепло", opening="150", charged="10")]
    make_statement(cast.account, month(8), august)
    words = read(anna, f"/a/{cast.account.pk}/charges/2017-08/")
    assert "долг за июль 100,00 ₽" in words
    assert "долг за прошлые месяцы 150,00 ₽" in words


def test_money_counts_for_the_oldest_month_first(debtor: Cast) -> None:
    make_payment(debtor.account, "500", TODAY)
    debt = old_debt(amount_due(debtor.account), today=TODAY)
    assert debt is not None
    assert (debt.amount, [one.month for one in debt.months]) == (rub("2200"), [6, 7])
    make_payment(debtor.account, "1500", TODAY)
    debt = old_debt(amount_due(debtor.account), today=TODAY)
    assert debt is not None
    assert (debt.amount, [one.month for one in debt.months], debt.pay_by) == (rub("700"), [7], dt.date(2017, 8, 15))
    make_payment(debtor.account, "700", TODAY)
    assert old_debt(amount_due(debtor.account), today=TODAY) is None


def test_what_fell_due_only_with_the_last_bill_is_no_debt_yet(debtor: Cast, anna: Client, set_time: SetTime) -> None:
    make_payment(debtor.account, "1500", TODAY)  # May and June are paid; July fell due on 15 August
    set_time(dt.datetime(2017, 8, 15, 9, tzinfo=dt.UTC))
    words = read(anna, f"/a/{debtor.account.pk}/")
    assert "есть долг" not in words
    assert "К оплате за август 2 500,00 ₽ Оплатите до 15 сентября" in words


def test_debt_older_than_the_bills_that_are_kept_is_not_given_a_wrong_month(cast: Cast, anna: Client) -> None:
    make_statement(cast.account, month(7), [Line("Вода", opening="5000", charged="100")])
    make_statement(cast.account, month(8), [Line("Вода", opening="5100", charged="100")])
    assert "Из них 5 100,00 ₽ — долг за июль и раньше, последний срок прошёл 15 августа" in read(
        anna, f"/a/{cast.account.pk}/"
    )


def test_many_months_are_told_by_their_ends_with_their_years(cast: Cast, anna: Client) -> None:
    days = [dt.date(2016, 11, 1), dt.date(2016, 12, 1), *(month(number) for number in range(1, 9))]
    for number, day in enumerate(days):
        make_statement(cast.account, day, [Line("Вода", opening=str(100 * number), charged="100")])
    words = read(anna, f"/a/{cast.account.pk}/")
    assert "Из них 900,00 ₽ — долг за ноябрь 2016 — июль 2017" in words


def test_a_sum_that_is_all_debt_is_told_so(cast: Cast, anna: Client) -> None:
    make_statement(cast.account, month(7), [Line("Вода", charged="100")])
    make_statement(cast.account, month(8), [Line("Вода", opening="100")])
    words = read(anna, f"/a/{cast.account.pk}/")
    assert "Всё это — долг за июль, срок прошёл 15 августа" in words
    assert "Оплатить только долг" not in words


def test_the_debt_alone_may_be_paid(debtor: Cast, anna: Client) -> None:
    make_payee(debtor.organization)
    home, address = f"/a/{debtor.account.pk}/", f"/a/{debtor.account.pk}/pay/"
    assert "Оплатить только долг, 2 700,00 ₽" in read(anna, home)
    assert f'href="{address}?debt=1"' in anna.get(home).content.decode()
    page = anna.get(f"{address}?debt=1").content.decode()
    assert 'value="other" checked' in page
    assert "Сумма платежа 2 700,00 ₽" in read(anna, f"{address}?debt=1")
    assert "Сумма платежа 4 000,00 ₽" in read(anna, address)


def test_where_the_debt_cannot_be_paid_at_once_it_is_not_offered_alone(cast: Cast, anna: Client) -> None:
    main = make_payee(cast.organization)
    fund = make_payee(cast.organization, name="Фонд", is_default=False)
    repair = make_service(cast.organization, "Капремонт", payee=fund)
    make_statement(cast.account, month(7), [Line("Вода", charged="100"), Line(repair, charged="50")])
    lines = [Line("Вода", opening="100", charged="100"), Line(repair, opening="50", charged="50")]
    make_statement(cast.account, month(8), lines)
    home = f"/a/{cast.account.pk}/"
    assert "Оплатить только долг" not in read(anna, home)  # two payees, each gets its own part
    repair.payee = main
    repair.save()
    assert "Оплатить только долг" in read(anna, home)
    main.accepts_online = False
    main.save()
    assert "Оплатить только долг" not in read(anna, home)
    assert "Как оплатить" in read(anna, home)


def test_the_debt_costs_home_few_queries(
    debtor: Cast, anna: Client, count_queries: Callable[[Callable[[], object]], int]
) -> None:
    make_payee(debtor.organization)
    read(anna, f"/a/{debtor.account.pk}/")
    assert count_queries(lambda: anna.get(f"/a/{debtor.account.pk}/")) <= 11  # the earlier bills, payees, lines
