"""The history of a scale, the meters of the house, photos of dials."""

import datetime as dt
import io
from collections.abc import Callable
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from kvita.billing.models import CommonMeterShare
from kvita.housing.models import OrganizationSettings
from kvita.metering.enums import MeterScope, ReadingAct, ReadingKind, ReadingSource, ReadingState
from kvita.metering.models import Meter, ReadingEvent, ReadingPhoto, Register
from kvita.tariffs.enums import ServiceKind
from kvita.web.ui.templatetags.filters import change
from tests.actors import Cast, client_of
from tests.factories import (
    AUGUST,
    NOW,
    Line,
    make_norm,
    make_photo,
    make_reading,
    make_register,
    make_rule,
    make_service,
    make_statement,
    store_later,
)
from tests.web.resident.pages import read, words_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def cold(cast: Cast) -> Register:
    """A water meter of a flat with three residents, read for more than a year."""
    cast.account.residents_count = 3
    cast.account.save()
    register = make_register(cast.account, serial_number="18851987к")
    make_norm(register.service, "4.2")
    day, value = dt.date(2016, 6, 20), 10
    while day < dt.date(2017, 9, 1):
        make_reading(register, str(value), day, state=ReadingState.COUNTED, counted_in=day.replace(day=1))
        day, value = (day + dt.timedelta(days=31)).replace(day=20), value + 3 + day.month % 2
    return register


@pytest.fixture
def address(cast: Cast, cold: Register) -> str:
    return f"/a/{cast.account.pk}/meters/scale/{cold.pk}/"


def test_the_chart_has_its_words_and_the_table_the_same_month_a_year_before(anna: Client, address: str) -> None:
    html = anna.get(address).content.decode()
    words = words_of(html)
    assert '<svg class="chart"' in html
    assert 'class="ch-norm"' in html
    assert "Больше всего за" in words
    assert "За август 4 м³, год назад было 4 м³" in words
    assert "Норматив на всех — 12,6 м³" in words
    assert "Август 2017 4 4 0" in words
    assert "Июль 2017 3 3 0" in words
    assert "Норматив на всех: 12,6 м³" in words


def test_a_scale_is_called_by_what_it_counts_and_its_line_by_the_service(
    cast: Cast, anna: Client, address: str, cold: Register
) -> None:
    service = cold.service
    service.name = "Холодная вода для ГВС"
    service.kind = ServiceKind.HOT_WATER
    service.save()
    make_statement(cast.account, AUGUST, [Line(service, charged="75.36", volume="4", rate="18.84")])
    history = anna.get(address).content.decode()
    assert "<title>История показаний: Горячая вода" in history
    assert "Строка «Холодная вода для ГВС» за август" in words_of(history)
    meters = words_of(anna.get(f"/a/{cast.account.pk}/meters/").content.decode())
    assert "Горячая вода" in meters
    assert "Холодная вода для ГВС" not in meters
    cold.name = "Вода из скважины"
    cold.save()
    assert "<title>История показаний: Вода из скважины" in anna.get(address).content.decode()
    assert "Вода из скважины" in words_of(anna.get(f"/a/{cast.account.pk}/meters/").content.decode())


def test_every_reading_tells_its_fate_and_the_line_that_used_it(
    cast: Cast, anna: Client, address: str, cold: Register
) -> None:
    make_statement(cast.account, AUGUST, [Line("Холодная вода", charged="75.36", volume="4", rate="18.84")])
    withdrawn = make_reading(cold, "77", state=ReadingState.WITHDRAWN, submitted_by=cast.anna)
    ReadingEvent.objects.create(reading=withdrawn, at=NOW, act=ReadingAct.WITHDRAWN, user=cast.anna)
    make_reading(cold, "1", state=ReadingState.REFUSED, reason="1 меньше прошлого показания 62.")
    make_reading(cold, "70", dt.date(2017, 9, 12), source=ReadingSource.PHONE, submitted_by=cast.vera)
    words = read(anna, address)
    assert "77,0000 — Кабинет Отменено" in words
    assert "11 сентября, 12:00: в кабинете, вы" in words
    assert "отменили, вы" in words
    assert "Не принято 1 меньше прошлого показания 62." in words
    assert "Диспетчер Принято" in words
    assert "по телефону, сотрудник организации" in words
    assert str(cast.vera) not in words
    assert "Строка «Холодная вода» за август 2017: 4 м³, 75,36 ₽" in words


def test_without_readings_the_page_says_what_will_be_there(cast: Cast, anna: Client) -> None:
    register = make_register(cast.account)
    words = read(anna, f"/a/{cast.account.pk}/meters/scale/{register.pk}/")
    assert "Показаний этого счётчика ещё нет" in words


def test_the_scale_of_another_account_is_no_page(cast: Cast, anna: Client) -> None:
    foreign = make_register(cast.boris_account)
    assert anna.get(f"/a/{cast.account.pk}/meters/scale/{foreign.pk}/").status_code == 404


def house_meter(cast: Cast, service: str) -> Register:
    meter = Meter.objects.create(
        organization=cast.organization,
        scope=MeterScope.BUILDING,
        building=cast.account.premise.building,
        serial_number="0199801",
        place="подвал",
    )
    return Register.objects.create(meter=meter, service=make_service(cast.organization, service), digits=7)


def test_the_house_shows_what_is_left_after_all_flats(cast: Cast, anna: Client, cold: Register) -> None:
    house = house_meter(cast, "Холодная вода")
    make_reading(house, "1000", dt.date(2017, 7, 31))
    make_reading(house, "1100", dt.date(2017, 8, 31))
    cold.readings.filter(taken_on=dt.date(2017, 8, 20)).update(consumption=Decimal(4))
    words = read(anna, f"/a/{cast.account.pk}/meters/building/")
    assert "№ 0199801, подвал" in words
    assert "Август 2017 1 100 31 августа 100 4 96 —" in words


def test_what_the_bill_says_of_the_house_goes_first(cast: Cast, anna: Client) -> None:
    house = house_meter(cast, "ОДН")
    make_reading(house, "1100", dt.date(2017, 8, 31), consumption=Decimal(100))
    statement = make_statement(cast.account, AUGUST)
    volumes = {"building_volume": 100, "units_volume": 80, "remainder_volume": 20, "share_volume": Decimal("0.25")}
    store_later(
        CommonMeterShare, statement=statement, service=house.service, basis_total=4000, basis_share=50, **volumes
    )
    assert "100 80 20 0,25" in read(anna, f"/a/{cast.account.pk}/meters/building/")


def test_a_house_without_meters_says_so(cast: Cast, anna: Client) -> None:
    assert "Показаний общедомовых счётчиков пока нет" in read(anna, f"/a/{cast.account.pk}/meters/building/")


def picture(form: str = "JPEG") -> SimpleUploadedFile:
    out = io.BytesIO()
    exif = Image.Exif()
    exif[0x0110] = "Телефон"
    Image.new("RGB", (2400, 1200), "grey").save(out, form, exif=exif)
    return SimpleUploadedFile("dial.jpg", out.getvalue(), content_type="image/jpeg")


def test_a_photo_comes_with_the_reading_without_what_the_camera_adds(cast: Cast, anna: Client, cold: Register) -> None:
    form = f"/a/{cast.account.pk}/meters/"
    assert f'name="p{cold.pk}"' in anna.get(form).content.decode()
    anna.post(form, {f"m{cold.pk}": "65", f"p{cold.pk}": picture()})
    photo = ReadingPhoto.objects.get(reading__value=65)
    assert (photo.width, photo.height, photo.uploaded_by) == (1600, 800, cast.anna)
    answer = anna.get(f"{form}photo/{photo.pk}.jpg")
    assert answer["Content-Type"] == "image/jpeg"
    with Image.open(io.BytesIO(answer.content)) as stored:
        assert not stored.getexif()
    anna.post(form, {f"m{cold.pk}": "", f"p{cold.pk}": picture("PNG")})  # to the reading that stands
    assert ReadingPhoto.objects.filter(reading__value=65).count() == 2
    for user in (cast.boris, cast.vera):
        assert client_of(user, cast.portal).get(f"{form}photo/{photo.pk}.jpg").status_code == 404
    assert anna.get(f"/a/{cast.account.pk}/meters/photo/999999.jpg").status_code == 404


def test_what_is_no_photo_is_told_at_its_field_and_the_reading_is_saved(
    cast: Cast, anna: Client, cold: Register
) -> None:
    broken = SimpleUploadedFile("dial.jpg", b"<svg onload=alert(1)>", content_type="image/jpeg")
    response = anna.post(f"/a/{cast.account.pk}/meters/", {f"m{cold.pk}": "65", f"p{cold.pk}": broken})
    words = words_of(response.content.decode())
    assert response.status_code == 422
    assert "Фото не приложено" in words
    assert "Это не фотография, или файл повреждён." in words
    assert cold.readings.get(value=65).state == ReadingState.ACCEPTED


def test_where_photos_are_off_none_is_asked_or_taken(cast: Cast, anna: Client, cold: Register) -> None:
    OrganizationSettings.objects.update(reading_photo_enabled=False)
    form = f"/a/{cast.account.pk}/meters/"
    assert 'type="file"' not in anna.get(form).content.decode()
    anna.post(form, {f"m{cold.pk}": "65", f"p{cold.pk}": picture()})
    assert not ReadingPhoto.objects.exists()


def test_a_meter_with_days_of_its_own_says_when_it_is_read(cast: Cast, anna: Client, cold: Register) -> None:
    power = make_register(cast.account, make_service(cast.organization, "Электроснабжение"), serial_number="02455782")
    make_rule(cast.organization, power.service, 18, 20)
    words = read(anna, f"/a/{cast.account.pk}/meters/")
    assert "Сроки приёма у счётчиков разные. Ближайший — до 25 сентября" in words
    assert "Приём по этому счётчику — с 18 по 20 сентября" in words
    assert "Принято 0 из 1" in words


def test_what_will_be_charged_instead_is_told_before_the_window_closes(
    cast: Cast, anna: Client, cold: Register
) -> None:
    new = make_register(cast.account, serial_number="777")
    words = read(anna, f"/a/{cast.account.pk}/meters/")
    assert "Показания, которых нет: что будет начислено" in words
    assert "Холодная вода, № 18851987к по среднему — 3,5 м³" in words
    assert f"Холодная вода, № {new.meter} по нормативу — 12,6 м³ на всех проживающих" in words


def test_queries_do_not_grow(
    cast: Cast, anna: Client, address: str, cold: Register, count_queries: Callable[[Callable[[], object]], int]
) -> None:
    pages = (address, f"/a/{cast.account.pk}/meters/building/")
    make_reading(house_meter(cast, "ОДН"), "5", dt.date(2017, 8, 31))
    anna.get(address)
    few = [count_queries(lambda page=page: anna.get(page)) for page in pages]  # type: ignore[misc]  # bound at once
    for month in range(1, 9):
        make_photo(make_reading(cold, str(200 + month), dt.date(2018, month, 20)))
        make_reading(house_meter(cast, "ОДН"), str(month), dt.date(2017, month, 28))
    assert [count_queries(lambda page=page: anna.get(page)) for page in pages] == few  # type: ignore[misc]  # the same
    assert max(few) <= 8


def test_the_norm_of_the_flat_is_no_line_over_one_of_several_meters(cast: Cast, anna: Client, cold: Register) -> None:
    address = f"/a/{cast.account.pk}/meters/scale/{cold.pk}/"
    assert 'class="ch-norm"' in anna.get(address).content.decode()
    make_register(cast.account, cold.service, serial_number="18848646")
    html = anna.get(address).content.decode()
    assert 'class="ch-norm"' not in html
    assert "Норматив на всех: 12,6 м³, один на все счётчики этой услуги: их 2" in words_of(html)


def test_a_month_charged_by_the_average_has_a_bar_of_its_own(cast: Cast, anna: Client, cold: Register) -> None:
    address = f"/a/{cast.account.pk}/meters/scale/{cold.pk}/"
    assert "ch-est" not in anna.get(address).content.decode()
    make_reading(cold, "71", dt.date(2017, 9, 5), kind=ReadingKind.ESTIMATED, consumption="3.5")
    html = anna.get(address).content.decode()
    assert html.count("ch-bar ch-est") == 2  # the bar and its legend
    assert "По среднему ≈ 3,5" in words_of(html) or "по среднему ≈ 3,5" in words_of(html)


def test_the_norm_is_told_once_for_all_meters_of_a_service(cast: Cast, anna: Client) -> None:
    cast.account.residents_count = 3
    cast.account.save()
    one = make_register(cast.account, serial_number="111")
    make_register(cast.account, one.service, serial_number="222")
    make_norm(one.service, "4.2")
    words = read(anna, f"/a/{cast.account.pk}/meters/")
    told = "Холодная вода, № 111, № 222 по нормативу — 12,6 м³ на всех проживающих, на эти счётчики вместе"
    assert told in words
    assert words.count("12,6 м³") == 1


def test_the_difference_to_a_year_before_has_its_sign() -> None:
    assert [change(Decimal(text)) for text in ("1.50", "-2", "0")] == ["+1,5", "\u22122", "0"]


def test_a_long_journal_has_pages(anna: Client, address: str, cold: Register) -> None:
    first, second = anna.get(address).content.decode(), anna.get(f"{address}?page=2").content.decode()
    rows = cold.readings.count()
    assert f"1–12 из {rows}" in words_of(first)
    assert (first.count("<details><summary>Журнал"), second.count("<details><summary>Журнал")) == (12, rows - 12)
