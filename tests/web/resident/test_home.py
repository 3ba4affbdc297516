import datetime as dt
from collections.abc import Callable

import pytest
from django.test import Client

from kvita.billing.enums import PeriodState
from kvita.billing.models import Statement
from kvita.publications.enums import AnnouncementKind
from tests.actors import Cast
from tests.factories import (
    NOW,
    Line,
    make_announcement,
    make_link,
    make_payment,
    make_reading,
    make_register,
    make_service,
    make_statement,
)
from tests.web.resident.pages import read

pytestmark = pytest.mark.django_db

SetTime = Callable[[dt.datetime], None]
SEPTEMBER = dt.date(2017, 9, 1)


def home(client: Client, cast: Cast) -> str:
    return read(client, f"/a/{cast.account.pk}/")


def at(day: int, month: int = 9, hour: int = 9) -> dt.datetime:
    return dt.datetime(2017, month, day, hour, tzinfo=dt.UTC)


def test_amount_deadline_and_days_left(cast: Cast, anna: Client, august: Statement) -> None:
    words = home(anna, cast)
    assert "К оплате за август 1 537,15 ₽ Оплатите до 15 сентября, осталось 4 дня" in words
    assert "Из чего складывается сумма" in words


@pytest.mark.parametrize(
    ("moment", "told"),
    [
        (at(14), "остался 1 день"),
        (at(15), "Оплатите до 15 сентября, сегодня последний день"),
        (at(16), "К оплате, срок прошёл 1 537,15 ₽ Оплатить нужно было до 15 сентября, прошёл 1 день"),
        (at(5, 10), "прошло 20 дней"),
    ],
)
@pytest.mark.usefixtures("august")
def test_deadline_in_words(cast: Cast, anna: Client, set_time: SetTime, moment: dt.datetime, told: str) -> None:
    set_time(moment)
    assert told in home(anna, cast)


def test_day_is_that_of_the_organization(cast: Cast, anna: Client, august: Statement, set_time: SetTime) -> None:
    set_time(at(14, hour=22))  # already the 15th in Moscow
    assert "сегодня последний день" in home(anna, cast)


def test_payment_since_the_statement_makes_the_amount_zero(cast: Cast, anna: Client, august: Statement) -> None:
    make_payment(cast.account, "1537.15", dt.date(2017, 9, 11))
    words = home(anna, cast)
    assert "К оплате за август 0,00 ₽ Всё оплачено Платёж 1 537,15 ₽ принят 11 сентября, он уже вычтен" in words
    assert "Заплатить вперёд" in words


def test_part_payment_leaves_the_rest(cast: Cast, anna: Client, august: Statement) -> None:
    make_payment(cast.account, "500", dt.date(2017, 9, 5))
    make_payment(cast.account, "37.15", dt.date(2017, 9, 10))
    words = home(anna, cast)
    assert "1 000,00 ₽" in words
    assert "Принято 537,15 ₽, последний платёж 10 сентября; эти деньги уже вычтены" in words


def test_overpayment_is_told(cast: Cast, anna: Client, august: Statement) -> None:
    make_payment(cast.account, "1849.55", dt.date(2017, 9, 11))
    assert "0,00 ₽ Всё оплачено. Переплата 312,40 ₽ зачтётся в следующей квитанции" in home(anna, cast)


def test_debt_of_earlier_months_is_told(cast: Cast, anna: Client) -> None:
    make_statement(cast.account, lines=[Line(opening="8412.75", charged="1537.15")])
    assert "9 949,90 ₽" in home(anna, cast)
    assert "Из них 8 412,75 ₽ — долг за прошлые месяцы" in home(anna, cast)


def test_nothing_published_yet(cast: Cast, anna: Client) -> None:
    make_statement(cast.account, SEPTEMBER, [Line(charged="777.77")], state=PeriodState.OPEN)
    words = home(anna, cast)
    assert "Начислений пока нет" in words
    assert "777,77" not in words


def test_readings_window_is_open(cast: Cast, anna: Client) -> None:
    registers = [make_register(cast.account) for _ in range(3)]
    make_reading(registers[0], "10")
    words = home(anna, cast)
    assert "Приём открыт Передайте до 25 сентября, осталось 14 дней. Передано 1 из 3" in words
    for register in registers[1:]:
        make_reading(register, "10")
    assert "Всё передано Изменить их можно до 25 сентября" in home(anna, cast)


def test_readings_window_is_closed(cast: Cast, anna: Client, set_time: SetTime) -> None:
    make_register(cast.account)
    set_time(at(28))
    words = home(anna, cast)
    assert "Показания принимают с 10 по 25 число. Ближайший приём откроется 10 октября" in words


def test_account_without_meters_has_no_readings_card(cast: Cast, anna: Client) -> None:
    assert "Показания" not in home(anna, cast)


def test_documents_and_last_payment(cast: Cast, anna: Client, august: Statement) -> None:
    make_payment(cast.account, "4117.35", dt.date(2017, 8, 21), place="Сбербанк Онлайн")
    words = home(anna, cast)
    assert "Квитанция за август" in words
    assert "Последний платёж 4 117,35 ₽ 21 августа, Сбербанк Онлайн" in words


def test_outage_is_shown_while_it_lasts(cast: Cast, anna: Client, set_time: SetTime) -> None:
    make_announcement(
        cast.organization,
        "Не будет горячей воды",
        kind=AnnouncementKind.OUTAGE,
        text="Меняем задвижку.",
        starts_at=at(16),
        ends_at=at(16, hour=17),
    )
    assert "Не будет горячей воды Меняем задвижку." in home(anna, cast)
    set_time(at(17))
    assert "горячей воды" not in home(anna, cast)


def test_news_of_other_houses_and_of_the_future_are_not_shown(cast: Cast, anna: Client) -> None:
    make_announcement(cast.organization, "Для всех")
    make_announcement(cast.organization, "Для дома Анны", buildings=[cast.account.premise.building])
    make_announcement(cast.organization, "Для дома Бориса", buildings=[cast.boris_account.premise.building])
    make_announcement(cast.other_organization, "Для чужой организации")
    make_announcement(cast.organization, "На завтра", published_at=NOW + dt.timedelta(days=1))
    words = home(anna, cast)
    assert "Для всех" in words
    assert "Для дома Анны" in words
    for hidden in ("Для дома Бориса", "Для чужой организации", "На завтра"):
        assert hidden not in words


def test_announcement_is_text_not_markup(cast: Cast, anna: Client) -> None:
    make_announcement(cast.organization, "<img src=x>", text="<script>alert(1)</script>\nВторая строка")
    page = anna.get(f"/a/{cast.account.pk}/").content.decode()
    assert "<img src=x>" not in page
    assert "<script>alert" not in page


def test_phones_dial(cast: Cast, anna: Client) -> None:
    page = anna.get(f"/a/{cast.account.pk}/").content.decode()
    assert 'href="tel:+78432227788"' in page
    assert 'href="tel:+78432227700"' in page


def test_more_lists_every_section_and_the_way_out(cast: Cast, anna: Client) -> None:
    page = anna.get(f"/a/{cast.account.pk}/more/").content.decode()
    for section in ("history", "payments", "pay", "account"):
        assert f'href="/a/{cast.account.pk}/{section}/"' in page
    assert 'action="/logout/" method="post"' in page
    assert "Выход" in page


def test_queries_do_not_grow_with_the_rows(
    cast: Cast, anna: Client, august: Statement, count_queries: Callable[[Callable[[], object]], int]
) -> None:
    def open_page() -> None:
        home(anna, cast)

    make_register(cast.account)
    make_payment(cast.account)
    make_announcement(cast.organization, "Новость")
    open_page()
    few = count_queries(open_page)
    for place in range(29):
        make_reading(make_register(cast.account, make_service(cast.organization, f"Услуга {place}")), "1")
        make_payment(cast.account)
        make_announcement(cast.organization, "Новость", buildings=[cast.account.premise.building])
    for month in range(1, 8):
        make_statement(cast.account, dt.date(2017, month, 1))
    make_link(cast.anna, cast.boris_account)
    make_statement(cast.boris_account)
    many = count_queries(open_page)
    assert few == many <= 8


def test_older_announcements_can_be_read_page_by_page(cast: Cast, anna: Client) -> None:
    for number in range(12):
        make_announcement(cast.organization, f"Новость {number}", published_at=NOW - dt.timedelta(days=number))
    assert f'href="/a/{cast.account.pk}/news/"' in anna.get(f"/a/{cast.account.pk}/").content.decode()
    first = read(anna, f"/a/{cast.account.pk}/news/")
    assert "Новость 0" in first
    assert "Новость 9" in first
    assert "Новость 10" not in first
    assert "Новость 11" in read(anna, f"/a/{cast.account.pk}/news/?page=2")


def test_the_page_on_paper_names_the_account(cast: Cast, anna: Client) -> None:
    html = anna.get(f"/a/{cast.account.pk}/").content.decode()
    printed = html[html.index('class="only-print"') :].split("</p>")[0]
    assert cast.account.full_number in printed
    assert cast.account.premise.address in printed


def test_bills_of_the_kept_months_stand_on_home_where_the_portal_says_so(
    cast: Cast, anna: Client, count_queries: Callable[[Callable[[], object]], int]
) -> None:
    for month in range(3, 9):
        make_statement(cast.account, dt.date(2017, month, 1), [Line(charged=str(month * 100))])
    home(anna, cast)
    usual = count_queries(lambda: home(anna, cast))
    cast.portal.settings.home_parts = ["BILLS"]
    cast.portal.settings.save()
    cast.organization.settings.bill_archive_months = 3
    cast.organization.settings.save()
    words = home(anna, cast)
    for name, amount in (("Август", "800,00"), ("Июль", "700,00"), ("Июнь", "600,00")):
        assert f"{name} 2017: Квитанция к оплате по ней {amount} ₽" in words
    assert "Май 2017: Квитанция" not in words
    page = anna.get(f"/a/{cast.account.pk}/").content.decode()
    assert page.count('.pdf" target="_blank" rel="noopener"') == 3
    assert count_queries(lambda: home(anna, cast)) == usual + 1
