"""After a payment the charges page is about what is left, and every column adds up as it is printed."""

import re
from decimal import Decimal

import pytest
from django.test import Client

from kvita.housing.enums import PaymentTarget
from kvita.housing.models import Payee
from tests.actors import Cast
from tests.factories import TODAY, Line, make_payee, make_payment, make_service, make_statement
from tests.web.resident.pages import read, words_of
from tests.web.resident.paying import PAID, go_to_bank

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("demo_addresses")]


def charges(client: Client, cast: Cast, view: str = "") -> str:
    response = client.get(f"/a/{cast.account.pk}/charges/2017-08/{view}")
    assert response.status_code == 200
    return response.content.decode()


def settled_lines(page: str) -> set[str]:
    """The names of the lines that say «оплачено»."""
    lines = re.findall(r'<details class="charge">.*?<b>(.*?)</b>(.*?)</summary>', page, re.DOTALL)
    return {name for name, rest in lines if ">оплачено<" in rest}


def column(page: str, start: str) -> list[Decimal]:
    """The figures of the first column of pairs that holds these words, as printed."""
    page = page.replace("\u00a0", " ")
    found = next(part for part in re.findall(r"<dl class=\"pairs num.*?</dl>", page, re.DOTALL) if start in part)
    plain = [re.sub(r"[^\d,−-]", "", cell) for cell in re.findall(r"<dd>(.*?)</dd>", found, re.DOTALL)]
    return [Decimal(cell.replace(",", ".").replace("−", "-")) for cell in plain]


@pytest.fixture
def address(cast: Cast) -> str:
    """The main payee is owed 1 000 for two services, the fund 200 for one."""
    make_payee(cast.organization)
    fund = make_payee(cast.organization, name="Фонд", is_default=False)
    lines = [
        Line("Вода", charged="700"),
        Line("Тепло", charged="300"),
        Line(make_service(cast.organization, "Капремонт", payee=fund), charged="200"),
    ]
    make_statement(cast.account, lines=lines)
    return f"/a/{cast.account.pk}/pay/"


def pay_to(client: Client, address: str, name: str, **fields: object) -> None:
    """Choose one of several payees by name, and pay it."""
    to = Payee.objects.get(name=name).pk
    client.post(f"{address}?to={to}", {"what": "all", "how": "sandbox", "email": "anna@example.ru"} | fields)
    back = client.post(go_to_bank(client, address), {"card": PAID})["location"]
    client.get(back.removeprefix("http://innova.localhost"))


def test_a_payee_that_was_paid_is_marked_line_by_line_and_the_total_is_what_is_left(
    cast: Cast, anna: Client, address: str
) -> None:
    pay_to(anna, address, cast.organization.name)
    page = charges(anna, cast)
    words = words_of(page)
    assert "Осталось оплатить до 15 сентября 200,00 ₽" in words
    assert settled_lines(page) == {"Вода", "Тепло"}
    assert "Осталось заплатить 200,00 ₽" in words[words.index("По услугам Нажмите") :]
    assert "Итого к оплате" not in words
    (was, paid, left) = column(page[page.index("charges__steps") - 30 :], "Было к оплате")
    assert (was, paid, left) == (Decimal(1200), Decimal(-1000), Decimal(200))
    assert "Осталось заплатить 200,00 ₽." in words_of(charges(anna, cast, "table/"))


def test_a_part_that_tells_no_service_marks_no_line_but_lessens_the_total(
    cast: Cast, anna: Client, address: str
) -> None:
    pay_to(anna, address, cast.organization.name, what="other", sum="500")
    page = charges(anna, cast)
    assert settled_lines(page) == set()
    assert "Осталось заплатить 700,00 ₽" in words_of(page)
    assert "Итого к оплате" not in words_of(page)


def test_services_that_were_chosen_are_marked_and_the_other_payee_may_be_paid_by_service(
    cast: Cast, anna: Client, address: str
) -> None:
    settings = cast.organization.settings
    settings.payment_targets = [PaymentTarget.TOTAL, PaymentTarget.BY_SERVICE]
    settings.save()
    water = cast.organization.services.get(name="Вода")
    pay_to(anna, address, cast.organization.name, what="some", services=[str(water.pk)])
    assert settled_lines(charges(anna, cast)) == {"Вода"}
    pay_to(anna, address, cast.organization.name)
    assert settled_lines(charges(anna, cast)) == {"Вода", "Тепло"}
    fund = Payee.objects.get(name="Фонд")
    assert "Капремонт 200,00 ₽" in read(anna, f"{address}?to={fund.pk}")


def test_money_from_elsewhere_marks_the_payees_that_it_covers(cast: Cast, anna: Client, address: str) -> None:
    make_payment(cast.account, "1050", TODAY)
    page = charges(anna, cast)
    assert settled_lines(page) == {"Вода", "Тепло"}
    assert "Осталось заплатить 150,00 ₽" in words_of(page)


def test_the_way_to_an_overpayment_adds_up_as_printed(cast: Cast, anna: Client) -> None:
    settings = cast.organization.settings
    settings.netting_between_services = True
    settings.save()
    make_statement(cast.account, lines=[Line("Вода", opening="-9243.06", charged="9018.48", paid="10300")])
    page = charges(anna, cast)
    opening, charged, adjusted, paid, closing = column(page, "Переплата на 1 августа")
    assert (opening, charged, paid) == (Decimal("-9243.06"), Decimal("9018.48"), Decimal(-10300))
    assert opening + charged + adjusted + paid == closing == Decimal("-10524.58")
    assert "Переплата 10 524,58 ₽" in words_of(page).split("По услугам Нажмите")[1]
    make_payment(cast.account, "11500", TODAY)
    was, then, left = column(charges(anna, cast), "Была переплата")
    assert was + then == left == Decimal("-22024.58")


def test_the_column_to_pay_of_the_table_sums_up(cast: Cast, anna: Client) -> None:
    settings = cast.organization.settings
    settings.netting_between_services = True
    settings.save()
    make_statement(cast.account, lines=[Line("Вода", opening="-300"), Line("Тепло", charged="100")])
    page = charges(anna, cast, "table/")
    rows = re.findall(r"<tr.*?</tr>", page[page.index("<tbody") : page.index("</table>")], re.DOTALL)
    last = [re.findall(r"<td[^>]*>(.*?)</td>", row, re.DOTALL)[-1] for row in rows]
    sums = [Decimal(re.sub(r"[^\d,−]", "", cell).replace(",", ".").replace("−", "-")) for cell in last]
    assert sums == [Decimal(-300), Decimal(100), Decimal(-200)]
    assert "Платить не нужно: переплата 200,00 ₽." in words_of(page)
