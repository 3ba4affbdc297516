"""Pages of meters: entering, correcting, taking back, the table of a month."""

import datetime as dt
import re
from collections.abc import Callable

import pytest
from django.test import Client

from kvita.billing.enums import PeriodState, VolumeSource
from kvita.billing.models import BillingPeriod
from kvita.housing.enums import ClosedWindowAction, ReadingUndo
from kvita.housing.models import OrganizationSettings
from kvita.metering.enums import ReadingKind, ReadingState, RegisterZone
from kvita.metering.models import Reading, Register
from kvita.tariffs.enums import ServiceKind
from tests.actors import Cast, client_of
from tests.factories import Line, make_reading, make_register, make_service, make_statement
from tests.web.resident.pages import read, words_of

pytestmark = pytest.mark.django_db

AUGUST_25 = dt.date(2017, 8, 25)
SetTime = Callable[[dt.datetime], None]


@pytest.fixture
def address(cast: Cast) -> str:
    return f"/a/{cast.account.pk}/meters/"


@pytest.fixture
def cold(cast: Cast) -> Register:
    """A water meter that showed 54 in August."""
    register = make_register(
        cast.account, serial_number="18851987к", place="кухня", verification_due_on=dt.date(2019, 1, 25)
    )
    make_reading(register, "54", AUGUST_25, state=ReadingState.COUNTED)
    return register


@pytest.fixture
def power(cast: Cast) -> Register:
    """A day scale that showed 6 858 in August."""
    service = make_service(
        cast.organization, "Электроснабжение", kind=ServiceKind.ELECTRICITY, unit="кВт*час", position=200
    )
    register = make_register(cast.account, service, zone=RegisterZone.DAY, serial_number="02455782")
    make_reading(register, "6858", AUGUST_25, state=ReadingState.COUNTED)
    return register


def name(register: Register) -> str:
    return f"m{register.pk}"


def test_the_form_shows_what_was_and_asks_what_is(anna: Client, address: str, cold: Register, power: Register) -> None:
    words = read(anna, address)
    assert "Приём открыт с 10 по 25 сентября, осталось 14 дней" in words
    assert "Вода, кухня Холодная вода № 18851987к Было на 25 августа 54 Сейчас, м³" in words
    assert "Электричество Электроснабжение № 02455782, день Было на 25 августа 6 858" in words
    assert "Принято 0 из 2" in words
    html = anna.get(address).content.decode()
    assert 'inputmode="decimal"' in html
    assert "Поверка" not in words


def test_good_readings_are_saved_and_told(anna: Client, address: str, cold: Register, power: Register) -> None:
    response = anna.post(address, {name(cold): "56,5", name(power): " 6 998 "}, follow=True)
    words = words_of(response.content.decode())
    assert response.redirect_chain == [(address, 302)]
    assert "Приняты 2 показания." in words
    assert "Принято. Расход 2,5 м³. Кабинет, 11 сентября" in words
    assert "Расход 140 кВт·ч" in words
    assert "Принято 2 из 2" in words
    assert str(cold.readings.get(state="ACCEPTED").value.normalize()) == "56.5"


def test_wrong_ones_stay_in_the_form_while_good_ones_are_saved(
    anna: Client, address: str, cold: Register, power: Register
) -> None:
    response = anna.post(address, {name(cold): "45", name(power): "6998"})
    html = response.content.decode()
    words = words_of(html)
    assert response.status_code == 422
    assert "<title>Ошибка: Показания счётчиков" in html
    assert "1 показание не принято Остальные сохранены: 1. Исправьте и отправьте ещё раз." in words
    assert f'<a href="#{name(cold)}">' in html
    assert "Не принято. 45 меньше прошлого показания 54. Проверьте, не перепутаны ли цифры." in words
    assert 'value="45"' in html
    assert 'aria-invalid="true"' in html
    assert "Принято 1 из 2" in words
    assert cold.readings.get(value=45).state == ReadingState.REFUSED


@pytest.mark.parametrize("typed", ["<script>alert(1)</script>", "1" * 5_000, "٣", "1e9"])
def test_hostile_values_come_back_as_text(anna: Client, address: str, cold: Register, typed: str) -> None:
    html = anna.post(address, {name(cold): typed}).content.decode()
    assert "Не принято." in html
    assert "<script>alert" not in html


def test_a_sign_that_no_database_keeps_is_as_good_as_not_typed(anna: Client, address: str, cold: Register) -> None:
    before = cold.readings.count()
    assert anna.post(address, {name(cold): "\x00"})["Location"] == address
    assert cold.readings.count() == before


def test_a_doubtful_value_is_saved_after_a_tick(anna: Client, address: str, cold: Register) -> None:
    cold.readings.update(value=99998)
    asked = words_of(anna.post(address, {name(cold): "3"}).content.decode())
    assert "Проверьте. Было 99 998, стало 3: счётчик прошёл через ноль? Расход 5 м³." in asked
    assert "Да, показание верное: Холодная вода" in asked
    anna.post(address, {name(cold): "3", "confirm": str(cold.pk)})
    assert cold.readings.get(value=3).state == ReadingState.ACCEPTED


def test_an_empty_form_is_told_of_and_stores_nothing(anna: Client, address: str, cold: Register) -> None:
    words = words_of(anna.post(address, {name(cold): ""}, follow=True).content.decode())
    assert "Вы не ввели ни одного показания." in words
    assert cold.readings.count() == 1


def test_a_reading_is_taken_back(anna: Client, address: str, cold: Register) -> None:
    anna.post(address, {name(cold): "56"})
    reading = cold.readings.get(value=56)
    assert "Отменить показание" in read(anna, address)
    words = words_of(anna.post(address, {"undo": str(reading.pk)}, follow=True).content.decode())
    assert "Показание по счётчику № 18851987к отменено." in words
    assert "Принято 0 из 1" in words
    reading.refresh_from_db()
    assert reading.state == ReadingState.WITHDRAWN


@pytest.mark.parametrize("word", ["", "0", "x", "9" * 400, "-1"])
def test_a_reading_that_is_not_there_cannot_be_taken_back(
    anna: Client, address: str, cold: Register, word: str
) -> None:
    words = words_of(anna.post(address, {"undo": word}, follow=True).content.decode())
    assert "Такого показания нет" in words


def test_where_nothing_may_be_taken_back_there_is_no_button(
    cast: Cast, anna: Client, address: str, cold: Register
) -> None:
    cast.organization.settings.reading_undo = ReadingUndo.NEVER
    cast.organization.settings.save()
    anna.post(address, {name(cold): "56"})
    assert "Отменить показание" not in read(anna, address)


def test_a_counted_reading_has_no_field(anna: Client, address: str, cold: Register) -> None:
    make_reading(cold, "56", state=ReadingState.COUNTED)
    assert "Рассчитано. Расход 2 м³" in read(anna, address)
    assert f'name="{name(cold)}"' not in anna.get(address).content.decode()


@pytest.mark.parametrize(
    ("due", "told"),
    [
        (dt.date(2017, 12, 20), "— до 20 декабря, осталось 3 месяца"),
        (dt.date(2017, 9, 13), "— до 13 сентября, осталось 2 дня"),
        (dt.date(2017, 9, 10), "была нужна до 10 сентября"),
    ],
)
def test_verification_is_announced_in_time(anna: Client, address: str, cold: Register, due: dt.date, told: str) -> None:
    OrganizationSettings.objects.update(verification_notice_days=150)
    cold.meter.verification_due_on = due
    cold.meter.save()
    assert f"Поверка счётчика № 18851987к {told}" in read(anna, address)


@pytest.mark.parametrize(("days", "is_told"), [(60, True), (61, False)])
def test_verification_is_announced_sixty_days_ahead(
    anna: Client, address: str, cold: Register, days: int, *, is_told: bool
) -> None:
    cold.meter.verification_due_on = dt.date(2017, 9, 11) + dt.timedelta(days=days)
    cold.meter.save()
    assert ("осталось 60 дней" in read(anna, address)) == is_told


def test_a_closed_window_names_the_next_and_what_is_charged(
    anna: Client, address: str, cold: Register, set_time: SetTime
) -> None:
    for month, value in enumerate(("45", "48", "51"), start=5):
        make_reading(cold, value, dt.date(2017, month, 20))
    set_time(dt.datetime(2017, 9, 28, 9, 0, tzinfo=dt.UTC))
    words = read(anna, address)
    assert "Состояние на 28 сентября: приём закрыт" in words
    assert "Приём показаний закрыт до 10 октября." in words
    assert "Следующий приём — с 10 по 25 октября." in words
    assert "По счётчику № 18851987к показания не пришли: за сентябрь начислим по среднему — 3 м³." in words
    assert "Не передано" in words
    assert 'inputmode="decimal"' not in anna.get(address).content.decode()
    anna.post(address, {name(cold): "56"})
    assert not cold.readings.filter(value=56).exists()


def test_several_missing_readings_are_counted_and_listed_after_the_meters(
    cast: Cast, anna: Client, address: str, set_time: SetTime
) -> None:
    for serial_number in ("771", "772", "773"):
        make_register(cast.account, serial_number=serial_number)
    set_time(dt.datetime(2017, 9, 28, 9, 0, tzinfo=dt.UTC))
    words = read(anna, address)
    assert "По 3 счётчикам показания не пришли." in words
    assert words.index("Все месяцы") < words.index("Показания, которых нет: что будет начислено")


def test_outside_the_window_readings_may_be_taken_for_the_next_month(
    cast: Cast, anna: Client, address: str, cold: Register, set_time: SetTime
) -> None:
    cast.organization.settings.closed_window_action = ClosedWindowAction.NEXT_MONTH
    cast.organization.settings.save()
    set_time(dt.datetime(2017, 9, 28, 9, 0, tzinfo=dt.UTC))
    words = read(anna, address)
    assert "Приём за октябрь откроется 10 октября" in words
    assert "Приём за сентябрь закрыт 25 сентября. Передать показания можно и сейчас: их зачтут за октябрь." in words
    home = read(anna, address.removesuffix("meters/"))
    assert "Можно передать заранее Приём за сентябрь закрыт 25 сентября. Передать показания можно и сейчас" in home
    assert "Приём закрыт" not in home
    anna.post(address, {name(cold): "56"})
    assert cold.readings.get(value=56).month == dt.date(2017, 10, 1)


def test_no_page_of_the_meters_links_to_a_page_that_is_not_there(
    anna: Client, address: str, cold: Register, set_time: SetTime
) -> None:
    for action in ClosedWindowAction:
        OrganizationSettings.objects.update(closed_window_action=action)
        for day in (1, 9, 10, 25, 26, 30):
            set_time(dt.datetime(2017, 9, day, 9, 0, tzinfo=dt.UTC))
            html = anna.get(address).content.decode()
            for link in set(re.findall(rf'href="({address}[^"]*)"', html)):
                assert anna.get(link).status_code == 200, (day, link)


def test_the_heading_of_every_page_is_the_name_that_the_portal_gives_the_section(
    cast: Cast, anna: Client, address: str, cold: Register, set_time: SetTime
) -> None:
    assert "<h1>Показания счётчиков</h1>" in anna.get(address).content.decode()
    cast.portal.settings.cabinet_texts = {"METERS": "Показания счетчиков"}
    cast.portal.settings.save()
    pages = [anna.get(address + page).content.decode() for page in ("", "2017-08/")]
    set_time(dt.datetime(2017, 9, 28, 9, 0, tzinfo=dt.UTC))
    pages.append(anna.get(address).content.decode())
    for html in pages:
        assert "<h1>Показания счетчиков</h1>" in html
        assert "Показания счётчиков" not in html
        assert "Приборы учёта" not in html


def test_what_was_new_is_told_apart_from_what_stood_already(
    anna: Client, address: str, cold: Register, power: Register
) -> None:
    anna.post(address, {name(cold): "56"})
    words = words_of(anna.post(address, {name(cold): "56", name(power): "6998"}, follow=True).content.decode())
    assert "Принято 1 показание. Другое 1 принято раньше." in words
    words = words_of(anna.post(address, {name(cold): "56", name(power): "6998"}, follow=True).content.decode())
    assert "Новых показаний нет: все они уже были приняты." in words


def test_a_group_is_named_by_the_resource_not_by_the_line_of_the_bill(cast: Cast, anna: Client, address: str) -> None:
    drains = make_service(cast.organization, "Водоотведение", kind=ServiceKind.DRAINAGE)
    other = make_service(cast.organization, "Водоотведение ГВС", kind=ServiceKind.OTHER)
    make_register(cast.account, drains, place="санузел")
    make_register(cast.account, other, place="кухня")
    Register.objects.update(name="Горячая вода")
    words = read(anna, address)
    assert "Вода, санузел Горячая вода" in words
    assert "Горячая вода, кухня Горячая вода" in words
    assert "Водоотведение, " not in words


def test_where_an_average_was_put_right_the_row_says_why_the_use_is_less(
    anna: Client, address: str, cold: Register
) -> None:
    make_reading(cold, "60", dt.date(2017, 9, 12), consumption="2.5", state=ReadingState.COUNTED)
    words = read(anna, f"{address}2017-09/")
    assert "Из них 2,5 м³ за этот месяц, 3,5 м³ — из прошлых начислений" in words


def test_six_readings_are_accepted_in_the_singular(cast: Cast, anna: Client, address: str) -> None:
    registers = [make_register(cast.account) for _ in range(6)]
    sent = anna.post(address, {name(register): "5" for register in registers}, follow=True)
    assert "Принято 6 показаний." in words_of(sent.content.decode())


def test_a_refused_and_a_doubtful_one_are_counted_together(
    anna: Client, address: str, cold: Register, power: Register
) -> None:
    power.readings.update(value=99998)
    html = anna.post(address, {name(cold): "45", name(power): "3"}).content.decode()
    assert "Не сохранены 2 показания" in words_of(html)


def test_of_a_month_that_is_charged_the_page_speaks_in_the_past(
    cast: Cast, anna: Client, address: str, cold: Register, set_time: SetTime
) -> None:
    set_time(dt.datetime(2017, 9, 28, 9, 0, tzinfo=dt.UTC))
    line = Line(cold.service, volume="3", charged="56.52", fields={"volume_source": VolumeSource.AVERAGE})
    make_statement(cast.account, dt.date(2017, 9, 1), [line], state=PeriodState.OPEN)
    assert "за сентябрь начислим" in read(anna, address)
    BillingPeriod.objects.update(state=PeriodState.PUBLISHED)
    assert "показания не пришли: за сентябрь начислили по среднему." in read(anna, address)


def test_the_table_has_the_columns_of_the_manual_with_four_decimals(
    anna: Client, address: str, cold: Register, power: Register
) -> None:
    anna.post(address, {name(cold): "56"})
    make_reading(power, "7000", dt.date(2017, 9, 12), kind=ReadingKind.ESTIMATED)
    html = anna.get(f"{address}2017-09/").content.decode()
    for column in (
        "Услуга",
        "Заводской номер",
        "Дата следующей поверки",
        "Дата снятия пред. показания",
        "Пред. показания",
        "Дата снятия текущ. показания",
        "Текущее показание",
        "Расход",
    ):
        assert f">{column}</th>" in html
    words = words_of(html)
    assert "18851987к 25 янв 2019 25 авг 2017 54,0000 11 сен 2017 56,0000 2,0000 м³ Кабинет Принято" in words
    assert (
        "02455782 Не указана 25 авг 2017 6 858,0000 12 сен 2017 7 000,0000 142,0000 кВт·ч Не передано По среднему"
        in words
    )
    assert "Ввести значения" in words


def test_months_with_readings_can_be_chosen_and_others_are_no_page(anna: Client, address: str, cold: Register) -> None:
    assert "54,0000" in read(anna, f"{address}2017-08/")
    for month in ("2017-07", "2017-10", "2090-01"):
        assert anna.get(f"{address}{month}/").status_code == 404


def test_without_meters_the_page_says_what_will_be_there(anna: Client, address: str) -> None:
    assert "Счётчиков на этом счёте пока нет" in read(anna, address)


def test_another_accounts_register_takes_nothing(cast: Cast, anna: Client, address: str, cold: Register) -> None:
    foreign = make_register(cast.boris_account)
    anna.post(address, {name(foreign): "5", name(cold): "56"})
    assert not Reading.objects.filter(register=foreign).exists()


@pytest.mark.parametrize("page", ["", "2017-08/"])
def test_only_the_owner_gets_in(cast: Cast, guest: Client, address: str, cold: Register, page: str) -> None:
    for user, portal in ((cast.boris, cast.portal), (cast.anna, cast.other_portal), (cast.vera, cast.portal)):
        client = client_of(user, portal)
        assert client.get(address + page).status_code == 404
        assert client.post(address, {name(cold): "56"}).status_code == 404
    assert guest.get(address + page)["location"] == f"/login/?next={address}{page}"
    assert not cold.readings.filter(value=56).exists()


def test_queries_do_not_grow(
    anna: Client, address: str, cold: Register, count_queries: Callable[[Callable[[], object]], int]
) -> None:
    def queries() -> list[int]:
        return [count_queries(lambda: anna.get(address)), count_queries(lambda: anna.get(f"{address}2017-08/"))]

    account = cold.meter.account
    assert account is not None
    anna.get(address)
    few = queries()
    for _ in range(12):
        register = make_register(account)
        for month in range(1, 9):
            make_reading(register, str(10 + month), dt.date(2017, month, 20))
    assert queries() == few
    assert max(few) <= 8


@pytest.fixture
def night(cast: Cast, power: Register) -> Register:
    """The night scale of the same meter, which showed 1 915 in August."""
    service = make_service(cast.organization, "Ночное электроснабжение", unit="кВт*час", position=300)
    register = make_register(cast.account, service, meter=power.meter, zone=RegisterZone.NIGHT)
    make_reading(register, "1915", AUGUST_25, state=ReadingState.COUNTED)
    return register


def test_exchanged_scales_are_told_as_such_and_put_right_by_one_press(
    anna: Client, address: str, cold: Register, power: Register, night: Register
) -> None:
    html = anna.post(address, {name(cold): "abc", name(power): "1966", name(night): "6998"}).content.decode()
    words = words_of(html)
    assert "Похоже, показания перепутаны местами: Электроснабжение, № 02455782, день — 1966, было 6 858" in words
    assert "Мы не сохранили ни одно из двух." in words
    assert "Проверьте. Похоже, это ночное показание." in words
    assert "Проверьте. Похоже, это дневное показание." in words
    assert not Reading.objects.exclude(taken_on=AUGUST_25).exists()
    assert "меньше прошлого показания" not in words
    form = html[html.index("перепутаны местами") : html.index("Поменять местами")]
    fields = dict(re.findall(r'name="(m\d+)" value="([^"]*)"', form))
    assert fields == {name(power): "6998", name(night): "1966", name(cold): "abc"}
    anna.post(address, fields)
    assert power.readings.get(state=ReadingState.ACCEPTED).value == 6998
    assert night.readings.get(state=ReadingState.ACCEPTED).value == 1966


def test_of_a_pair_only_what_could_be_right_may_be_confirmed(
    anna: Client, address: str, power: Register, night: Register
) -> None:
    typed = {name(power): "1990", name(night): "7100"}
    html = anna.post(address, typed).content.decode()
    assert re.findall(r'name="confirm" value="(\d+)"', html) == [str(night.pk)]
    assert "Проверьте 2 показания" in words_of(html)
    assert "Остальные сохранены" not in html
    told = words_of(anna.post(address, typed | {"confirm": str(night.pk)}).content.decode())
    assert "1 показание не принято Остальные сохранены: 1." in told
    assert "1 990 меньше прошлого показания 6 858." in told
    assert "перепутаны местами" not in told
    assert night.readings.get(state=ReadingState.ACCEPTED).value == 7100


def test_an_overdue_verification_is_told_once_and_asks_nothing(anna: Client, address: str, cold: Register) -> None:
    cold.meter.verification_due_on = dt.date(2017, 1, 25)
    cold.meter.save()
    words = words_of(anna.post(address, {name(cold): "56,5"}, follow=True).content.decode())
    assert "Принято 1 показание." in words
    assert words.count("была нужна до") == 1
    assert "Да, показание верное" not in words


def test_where_the_verification_keeps_readings_out_it_is_told_above_and_in_the_row(
    anna: Client, address: str, cold: Register
) -> None:
    OrganizationSettings.objects.update(check_verification="REFUSE")
    cold.meter.verification_due_on = dt.date(2017, 1, 25)
    cold.meter.save()
    words = words_of(anna.post(address, {name(cold): "56,5"}).content.decode())
    assert "1 показание не принято" in words
    assert words.count("была нужна до") == 2


@pytest.mark.parametrize("typed", [("6998", "1966"), ("6857", "1966"), ("6998", "19666")])
def test_a_plain_slip_is_no_exchange(
    anna: Client, address: str, power: Register, night: Register, typed: tuple[str, str]
) -> None:
    sent = anna.post(address, dict(zip((name(power), name(night)), typed, strict=True)), follow=True)
    assert "перепутаны местами" not in words_of(sent.content.decode())
