import datetime as dt
from collections.abc import Callable
from decimal import Decimal

import pytest
from django.test import Client

from kvita.accounts.models import AccountLink
from kvita.billing.models import LinePart, Statement
from tests.actors import Cast
from tests.factories import (
    AUGUST,
    Line,
    make_account,
    make_link,
    make_rate,
    make_service,
    make_statement,
    rub,
    store_later,
)
from tests.web.resident.pages import read

pytestmark = pytest.mark.django_db


def card(client: Client, cast: Cast) -> str:
    return read(client, f"/a/{cast.account.pk}/account/")


def fill_in(cast: Cast) -> None:
    account, premise, building = cast.account, cast.account.premise, cast.account.premise.building
    account.payment_code, account.holder_name, account.phone = (
        "9551412",
        "ХАСАНОВА ЖИЗЕЛЬ ИЛЬДАРОВНА",
        "8 987 123-45-67",
    )
    account.residents_count = 2
    premise.entrance, premise.floor, premise.rooms_count = "5", 1, 2
    premise.total_area, premise.heated_area, premise.living_area = Decimal("74.8"), Decimal("74.85"), Decimal("36.1")
    building.street, building.number, building.premises_count = "Гарифа Ахунова", "14", 360
    building.total_area, building.heated_area, building.common_area = (
        Decimal("27753.4"),
        Decimal(23932),
        Decimal("3048.3"),
    )
    for row in (account, premise, building):
        row.save()


def test_every_field_of_the_manual(cast: Cast, anna: Client) -> None:
    fill_in(cast)
    AccountLink.objects.update(is_holder=True)
    words = card(anna, cast)
    flat = (
        "Лицевой счёт 551412 Платежный код 9551412 Организация ООО УК «solnechny»"
        " Квартиросъёмщик ХАСАНОВА ЖИЗЕЛЬ ИЛЬДАРОВНА Телефон 8 987 123-45-67"
        " Адрес Казань, Гарифа Ахунова, д. 14, кв. 16 Подъезд 5 Этаж 1 Количество комнат 2 Количество жильцов 2"
        " Общая площадь 74,8 м² Отапливаемая площадь 74,85 м² Жилая площадь 36,1 м²"
    )
    house = "Площадь дома 27 753,4 м² Отапливаемая площадь дома 23 932 м² Площадь МОП 3 048,3 м² Количество квартир 360"
    assert flat in words
    assert house in words


def test_unknown_values_are_words_of_the_right_gender(cast: Cast, anna: Client) -> None:
    words = card(anna, cast)
    for part in (
        "Квартиросъёмщик Не указан Телефон Не указан",
        "Подъезд Не указан Этаж Не указан Количество комнат Не указано Количество жильцов Не указано",
        "Общая площадь Не указана Отапливаемая площадь Не указана Жилая площадь Не указана",
        "Площадь МОП Не указана Количество квартир Не указано",
    ):
        assert part in words


def test_ground_floor_is_known(cast: Cast, anna: Client) -> None:
    cast.account.premise.floor = 0
    cast.account.premise.save()
    assert "Этаж 0 Количество" in card(anna, cast)


def test_services_with_suppliers_and_prices_of_the_newest_charges(cast: Cast, anna: Client) -> None:
    water = make_service(cast.organization, "Холодная вода", supplier="МУП «Водоканал»")
    make_rate(water, "18.04", dt.date(2017, 1, 1), dt.date(2017, 7, 1), title="Постановление № 1")
    make_rate(water, "18.84", dt.date(2017, 7, 1), title="Постановление № 2")
    lines = [Line(water, charged="188.40", volume="10", rate="18.84"), Line("Домофон", charged="50", unit="")]
    make_statement(cast.account, AUGUST, lines)
    words = card(anna, cast)
    assert "Холодная вода МУП «Водоканал» 18,84 ₽ за м³ Постановление № 2" in words
    assert "Домофон Не указан Не указан Не указано" in words
    assert "18,04" not in words


def test_price_of_the_bill_wins_over_the_price_list(cast: Cast, anna: Client) -> None:
    water = make_service(cast.organization)
    make_rate(water, "20", dt.date(2017, 1, 1), title="Постановление № 1")
    make_statement(cast.account, AUGUST, [Line(water, charged="188.40", volume="10", rate="18.84")])
    words = card(anna, cast)
    assert "18,84 ₽ за м³ Не указано" in words
    assert "20,00" not in words


def test_services_without_charges_are_counted_not_listed(cast: Cast, anna: Client, august: Statement) -> None:
    words = card(anna, cast)
    assert "Ещё 5 услуг без начислений" in words
    assert "лк Холодная вода" not in words
    assert "К оплате на 1 сентября 1 096,64 ₽ К оплате сейчас 1 537,15 ₽" in words


def test_account_without_statements(cast: Cast, anna: Client) -> None:
    words = card(anna, cast)
    assert "Начислений ещё не было" in words
    assert "Услуг пока нет" in words


def test_queries_do_not_grow_with_the_rows(
    cast: Cast, anna: Client, count_queries: Callable[[Callable[[], object]], int]
) -> None:
    def open_page() -> None:
        card(anna, cast)

    services = [make_service(cast.organization, f"Услуга {place}", supplier=f"П {place}") for place in range(30)]
    for service in services:
        make_rate(service, "1", dt.date(2017, 1, 1), title="Приказ")
    make_statement(cast.account, dt.date(2017, 7, 1), [Line(services[0], charged="1", volume="1", rate="1")])
    open_page()
    few = count_queries(open_page)
    make_statement(cast.account, AUGUST, [Line(service, charged="1", volume="1", rate="1") for service in services])
    for _ in range(5):
        account = make_account(cast.organization)
        make_link(cast.anna, account)
        make_statement(account)
    assert few == count_queries(open_page) <= 8


def test_a_portal_calls_sections_and_the_person_in_its_own_way(cast: Cast, anna: Client) -> None:
    settings = cast.portal.settings
    settings.cabinet_texts = {"METERS": "Приборы учёта", "ACCOUNT": "Карточка", "HOLDER": "Абонент"}
    settings.save()
    words = card(anna, cast)
    assert "Абонент Не указан" in words
    assert "Квартиросъёмщик" not in words
    page = anna.get(f"/a/{cast.account.pk}/account/").content.decode()
    for label in ("Приборы учёта", "Карточка", "Начисления"):
        assert f">{label}</a>" in page.replace("</span></a>", "</a>"), label
    assert "<h1>Карточка</h1>" in page
    assert "Абонент Не указан" in read(anna, "/profile/")


def test_the_card_and_the_services_stand_on_home_where_the_portal_wants_them(
    cast: Cast, anna: Client, august: Statement
) -> None:
    fill_in(cast)
    home = read(anna, f"/a/{cast.account.pk}/")
    assert "Квартира и счёт" not in home
    assert "Услуги, поставщики и тарифы" not in home
    settings = cast.portal.settings
    settings.home_parts = ["ACCOUNT", "SERVICES"]
    settings.save()
    home = read(anna, f"/a/{cast.account.pk}/")
    assert "Количество комнат 2 Количество жильцов 2 Общая площадь 74,8 м²" in home
    assert "Площадь дома 27 753,4 м²" in home
    assert "Услуги, поставщики и тарифы по начислениям за август 2017 Услуга Поставщик Тариф Основание" in home


def test_a_service_of_components_names_their_prices(cast: Cast, anna: Client) -> None:
    hot = make_service(cast.organization, "Горячая вода")
    statement = make_statement(cast.account, lines=[Line(hot, charged="100")])
    for name, unit, rate in (("холодная вода", "м³", "37.74"), ("тепло", "Гкал", "2647.32")):
        store_later(
            LinePart, statement=statement, service=hot, name=name, unit=unit, rate=Decimal(rate), charged=rub("50")
        )
    assert "37,74 ₽ за м³ холодная вода 2 647,32 ₽ за Гкал тепло" in card(anna, cast)
