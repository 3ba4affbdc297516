"""A payment that the bank has not answered for is told wherever somebody could pay a second time."""

import re

import pytest
from django.test import Client

from kvita.billing.models import Statement
from kvita.housing.models import Payee
from kvita.payments.models import Payment, PaymentOrder
from tests.actors import Cast, client_of
from tests.factories import make_link, make_payee
from tests.web.resident.pages import read, words_of
from tests.web.resident.paying import NO_MONEY, PAID, SILENT, WRONG, choose, form_key, go_to_bank, pay
from tests.web.resident.test_pay_several import share

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("demo_addresses")]

TOLD = "Платёж 1 537,15 ₽ ещё проверяется банком, второй раз платить не нужно."


@pytest.fixture
def address(cast: Cast, august: Statement) -> str:
    make_payee(cast.organization)
    return f"/a/{cast.account.pk}/pay/"


def amber(client: Client, page: str) -> int:
    """How many amber buttons a page has."""
    return client.get(page).content.decode().count("btn--pay")


@pytest.mark.parametrize("card", [SILENT, WRONG])
def test_home_charges_and_the_payment_page_tell_and_nothing_is_amber(
    cast: Cast, anna: Client, address: str, card: str
) -> None:
    home, charges = f"/a/{cast.account.pk}/", f"/a/{cast.account.pk}/charges/2017-08/"
    assert [amber(anna, page) for page in (home, charges, address)] == [1, 1, 1]
    pay(anna, address, card)
    order = PaymentOrder.objects.get()
    for page in (home, charges, address, f"{address}requisites/"):
        assert TOLD in read(anna, page), page
        assert amber(anna, page) == 0, page
        assert f'href="{address}{order.public_id}/"' in anna.get(page).content.decode(), page


def test_what_somebody_else_of_the_account_began_is_told_too(cast: Cast, anna: Client, address: str) -> None:
    make_link(cast.boris, cast.account)
    pay(client_of(cast.boris, cast.portal), address, SILENT)
    assert TOLD in read(anna, f"/a/{cast.account.pk}/")
    assert f"{TOLD} Его начал другой человек, у которого есть этот счёт." in read(anna, address)


def test_paying_again_needs_a_deliberate_tick(anna: Client, address: str) -> None:
    pay(anna, address, SILENT)
    choose(anna, address)
    check = anna.get(f"{address}check/").content.decode()
    assert re.search(r'<input type="checkbox" name="again" value="1" required>', check)
    assert "btn--pay" not in check
    key = form_key(anna, address)
    answer = anna.post(f"{address}start/", {"form_key": key}, follow=True)  # a browser that does not hold back the form
    assert "Прошлый платёж ещё проверяется банком. Если платите ещё раз, поставьте отметку." in (
        answer.content.decode().replace("\u00a0", " ")
    )
    assert PaymentOrder.objects.count() == 1
    assert anna.post(f"{address}start/", {"form_key": key, "again": "1"})["location"].startswith("/bank/")
    assert PaymentOrder.objects.count() == 2


def test_a_refused_order_is_not_begun_again_beside_one_that_hangs_without_the_tick(
    cast: Cast, anna: Client, address: str
) -> None:
    make_link(cast.boris, cast.account)
    pay(anna, address, NO_MONEY)
    pay(client_of(cast.boris, cast.portal), address, SILENT)
    key = form_key(anna, address)
    assert anna.post(f"{address}start/", {"form_key": key})["location"] == f"{address}check/"
    assert anna.post(f"{address}start/", {"form_key": key, "again": "1"})["location"].startswith("/bank/")


def test_a_part_under_way_leaves_the_rest_to_be_paid(cast: Cast, anna: Client, address: str) -> None:
    pay(anna, address, SILENT, what="other", sum="100")
    home = f"/a/{cast.account.pk}/"
    assert "Платёж 100,00 ₽ ещё проверяется банком" in read(anna, home)
    assert amber(anna, home) == 1


@pytest.fixture
def heat(cast: Cast, august: Statement, address: str) -> Payee:
    """The second of three payees, whose payment hangs."""
    return share(cast, august, "Казэнерго", "Фонд капремонта")[0]


def begin(client: Client, address: str, payee: Payee, card: str) -> str:
    """Pay one of several payees; return the page after the bank."""
    client.post(f"{address}next/", {"to": payee.pk})
    back = client.post(go_to_bank(client, address), {"card": card})["location"]
    return client.get(back.removeprefix("http://innova.localhost")).content.decode()


def test_among_payees_the_one_under_way_is_not_offered(anna: Client, address: str, heat: Payee) -> None:
    begin(anna, address, heat, SILENT)
    page = anna.get(address).content.decode()
    assert f'name="to" value="{heat.pk}"' not in page
    assert "ещё проверяется банком, второй раз платить не нужно" in words_of(page)
    assert page.count("btn--pay") == 1
    assert 'aria-current="step"' in page
    assert "и какие платежи ещё проверяет банк" in words_of(page)


@pytest.mark.parametrize("card", [SILENT, WRONG, NO_MONEY])
def test_a_payment_without_a_good_end_may_be_passed_over(anna: Client, address: str, heat: Payee, card: str) -> None:
    page = begin(anna, address, heat, card)
    assert ("Пропустить и заплатить следующему" if card == NO_MONEY else "можно заплатить следующему") in words_of(page)
    found = re.search(r'name="to" value="(\d+)"', page)
    assert found is not None
    assert int(found[1]) != heat.pk
    assert anna.post(f"{address}next/", {"to": found[1]})["location"] == f"{address}check/"
    assert "Всё равно плачу ещё раз" not in read(anna, f"{address}check/")  # another payee, nothing of it hangs


def test_a_single_payee_has_nobody_to_pass_on_to(anna: Client, address: str) -> None:
    assert "следующему" not in pay(anna, address, NO_MONEY)


def test_the_last_payee_has_no_contract_and_what_was_paid_is_still_told(
    cast: Cast, anna: Client, august: Statement, address: str
) -> None:
    (fund,) = share(cast, august, "Фонд капремонта")
    fund.accepts_online = False
    fund.save()
    main = cast.organization.payees.get(is_default=True)
    begin(anna, address, main, PAID)
    assert Payment.objects.count() == 1
    words = read(anna, address)
    assert "Оплачено 1 из 2" in words
    assert "Фонд капремонта: картой в кабинете не платят, нет договора с банком." in words
    assert "этой организации платить пока нельзя" not in words
    words = read(anna, f"{address}?to={fund.pk}")
    assert "Этому получателю в кабинете платить пока нельзя" in words
    assert "К получателям" in words
    home = f"/a/{cast.account.pk}/"
    assert amber(anna, home) == 0
    assert "Как оплатить" in read(anna, home)
