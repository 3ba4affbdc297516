import datetime as dt
import re
from collections.abc import Callable

import pytest
from django.test import Client

from kvita.billing.enums import PeriodState
from kvita.billing.models import Statement
from tests.actors import Cast
from tests.factories import Line, make_link, make_payment, make_statement
from tests.web.resident.pages import read, words_of

pytestmark = pytest.mark.django_db


def months(first: str, count: int) -> list[dt.date]:
    year, month = (int(part) for part in first.split("-"))
    return [dt.date(year + (month - 1 + place) // 12, (month - 1 + place) % 12 + 1, 1) for place in range(count)]


def fill(cast: Cast, first: str, count: int) -> None:
    """Months in which 100 are charged and 90 paid, so that the debt grows by 10."""
    for place, month in enumerate(months(first, count)):
        make_statement(cast.account, month, [Line(opening=str(place * 10), charged="100", paid="90")])


def history(client: Client, cast: Cast, query: str = "") -> str:
    return read(client, f"/a/{cast.account.pk}/history/{query}")


def listed(client: Client, cast: Cast, query: str = "") -> list[str]:
    page = client.get(f"/a/{cast.account.pk}/history/{query}").content.decode()
    return re.findall(r'<th role="rowheader" scope="row"><a href="/a/\d+/charges/(\d{4}-\d\d)/"', page)


def test_movement_of_the_last_year(cast: Cast, anna: Client) -> None:
    fill(cast, "2015-09", 24)
    words = history(anna, cast)
    assert (
        "Движение финансов Сентябрь 2016 — август 2017, в рублях Было к оплате на 1 сентября 2016 120,00"
        " Начислено +1 200,00 Перерасчёты 0,00 Поступило денег −1 080,00 К оплате на 1 сентября 2017 240,00 ₽"
    ) in words
    assert "Квитанции сходятся не полностью" not in words


def test_movement_of_the_chosen_months(cast: Cast, anna: Client) -> None:
    fill(cast, "2015-09", 24)
    words = history(anna, cast, "?from=2016-01&to=2016-02")
    assert "Январь 2016 — февраль 2016, в рублях Было к оплате на 1 января 2016 40,00 Начислено +200,00" in words
    assert "К оплате на 1 марта 2016 60,00 ₽" in words
    assert listed(anna, cast, "?from=2016-01&to=2016-02") == ["2016-02", "2016-01"]


def test_one_month_shows_all_its_movements(cast: Cast, anna: Client, august: Statement) -> None:
    words = history(anna, cast, "?from=2017-08&to=2017-08")
    assert (
        "Август 2017, в рублях Было к оплате на 1 августа 2017 3 963,51 Начислено +2 042,84 Перерасчёты −792,36"
        " Поступило денег −4 117,35 К оплате на 1 сентября 2017 1 096,64 ₽"
    ) in words


def test_shortfall_and_overpayment_have_their_words(cast: Cast, anna: Client) -> None:
    make_statement(cast.account, lines=[Line(opening="-50", charged="10", shortfall="5", paid="20")])
    words = history(anna, cast)
    assert "Переплата на 1 августа 2017" in words
    assert "Недопоставка −5,00" in words
    assert "Переплата на 1 сентября 2017" in words


def test_change_that_no_statement_tells_is_visible(cast: Cast, anna: Client) -> None:
    make_statement(cast.account, dt.date(2017, 7, 1), [Line(charged="100")])
    make_statement(cast.account, dt.date(2017, 8, 1), [Line(opening="130", charged="10")])
    words = history(anna, cast)
    assert "Вне квитанций +30,00" in words
    assert "Квитанции сходятся не полностью" in words


@pytest.mark.parametrize("query", ["?from=2016-02&to=2016-01", "?to=2016-01&from=2016-02&page=1"])
def test_ends_in_the_wrong_order_are_turned_around(cast: Cast, anna: Client, query: str) -> None:
    fill(cast, "2015-09", 24)
    assert listed(anna, cast, query) == ["2016-02", "2016-01"]


@pytest.mark.parametrize(
    "query",
    [
        "?from=&to=",
        "?from=abc&to=2017-99",
        "?from=9999-01",
        "?from=%00",
        "?to=0000-00",
        f"?from={'9' * 5000}",
        "?from=١",
    ],
)
def test_nonsense_is_the_usual_range(cast: Cast, anna: Client, query: str) -> None:
    fill(cast, "2015-09", 24)
    assert listed(anna, cast, query) == listed(anna, cast)
    assert len(listed(anna, cast)) == 12


def test_months_without_statements_lead_back(cast: Cast, anna: Client, august: Statement) -> None:
    words = history(anna, cast, "?from=2030-01&to=2031-01")
    assert "За эти месяцы квитанций нет" in words
    assert "за август 2017" in words


def test_range_is_cut_to_what_is_published(cast: Cast, anna: Client) -> None:
    fill(cast, "2017-06", 3)
    page = anna.get(f"/a/{cast.account.pk}/history/?from=1990-01&to=2100-12").content.decode()
    assert re.findall(r'<option value="([\d-]+)" selected', page) == ["2017-06", "2017-08"]


@pytest.mark.parametrize(
    ("page", "newest"),
    [("1", "2017-08"), ("2", "2016-08"), ("-1", "2015-09"), ("0", "2015-09"), ("9" * 30, "2015-09"), ("x", "2017-08")],
)
def test_any_page_number_is_a_page(cast: Cast, anna: Client, page: str, newest: str) -> None:
    fill(cast, "2015-08", 25)
    found = listed(anna, cast, f"?from=2015-08&to=2017-08&page={page}")
    assert found[0] == newest if page in {"1", "2", "x"} else found == ["2015-08"]


def test_unpublished_months_are_not_in_the_history(cast: Cast, anna: Client, august: Statement) -> None:
    make_statement(cast.account, dt.date(2017, 9, 1), [Line(charged="777.77")], state=PeriodState.OPEN)
    assert listed(anna, cast) == ["2017-08"]
    assert "777,77" not in history(anna, cast)


def test_chart_has_a_bar_and_a_ring_for_at_most_two_years(cast: Cast, anna: Client) -> None:
    fill(cast, "2014-09", 36)
    page = anna.get(f"/a/{cast.account.pk}/history/?from=2014-09&to=2017-08").content.decode()
    chart = page[page.index('<svg class="chart"') : page.index("</svg>", page.index('<svg class="chart"'))]
    assert (chart.count("<rect"), chart.count("<circle")) == (24, 24)


def test_last_payments_are_listed(cast: Cast, anna: Client, august: Statement) -> None:
    for day in range(1, 7):
        make_payment(cast.account, f"{day}00", dt.date(2017, 8, day), place="Касса", for_month=dt.date(2017, 7, 1))
    words = history(anna, cast)
    assert "Касса 6 августа, за июль 2017 600,00 ₽" in words
    assert "200,00 ₽" not in words


def test_bills_beyond_the_archive_have_no_link(cast: Cast, anna: Client) -> None:
    fill(cast, "2017-05", 4)
    cast.organization.settings.bill_archive_months = 3
    cast.organization.settings.save()
    page = anna.get(f"/a/{cast.account.pk}/history/").content.decode()
    assert re.findall(r"/bill/(\d{4}-\d\d)\.pdf", page) == ["2017-08", "2017-07", "2017-06"]
    assert "в архиве организации" in words_of(page)


def test_nothing_published_says_what_will_be_here(cast: Cast, anna: Client) -> None:
    assert "Квитанций пока нет" in history(anna, cast)


def test_queries_do_not_grow_with_the_rows(
    cast: Cast, anna: Client, count_queries: Callable[[Callable[[], object]], int]
) -> None:
    def open_page() -> None:
        history(anna, cast, "?from=2015-01&to=2017-08")

    fill(cast, "2017-08", 1)
    make_payment(cast.account)
    open_page()
    few = count_queries(open_page)
    fill(cast, "2015-02", 30)
    for _ in range(29):
        make_payment(cast.account)
    make_link(cast.anna, cast.boris_account)
    assert few == count_queries(open_page) <= 8
