"""The desk of readings: review, phone, missing ones, export, meters."""

import datetime as dt
from io import BytesIO
from typing import Any

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from kvita.exchange.models import ExportLayout, ImportBatch
from kvita.housing.enums import StaffRole
from kvita.metering.enums import ReadingSource, ReadingState
from kvita.metering.models import Meter, Reading, Register
from kvita.notifications.models import OutboxMessage
from kvita.tariffs.enums import ServiceKind
from tests.actors import Cast, client_of, make_cast
from tests.factories import NOW, make_norm, make_reading, make_register, make_service, make_staff

pytestmark = pytest.mark.django_db
EXCESS = [{"check": "excess", "level": "WARN", "result": "confirmed", "message": "Похоже, лишняя цифра."}]


@pytest.fixture(autouse=True)
def _september(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kvita.web.middleware.current_time", lambda: NOW)


@pytest.fixture
def cast() -> Cast:
    return make_cast()


@pytest.fixture
def desk(cast: Cast) -> Client:
    return client_of(cast.vera, cast.portal)


@pytest.fixture
def register(cast: Cast) -> Register:
    register = make_register(cast.account, serial_number="18851987к")
    make_reading(register, "54", dt.date(2017, 8, 20), source=ReadingSource.CABINET)
    return register


@pytest.fixture
def doubtful(register: Register) -> Reading:
    return make_reading(register, "3012", state=ReadingState.IN_DOUBT, checks=EXCESS, consumption="2958")


def text(answer: Any) -> str:
    return " ".join(answer.content.decode().split()).replace("&nbsp;", "\u00a0")


def test_the_review_shows_what_waits_and_why(desk: Client, doubtful: Reading) -> None:
    page = text(desk.get(reverse("office:readings")))
    assert "Похоже, лишняя цифра." in page
    assert "было 54" in page
    assert 'Скачок <b class="num">1</b>' in page


@pytest.mark.parametrize(
    ("query", "is_shown"),
    [
        ({"reason": "excess"}, True),
        ({"reason": "decrease"}, False),
        ({"source": "PHONE"}, False),
        ({"source": "nonsense", "house": "x", "page": "y"}, True),
        ({"house": "999999"}, False),
        ({"reason": "accepted"}, False),
    ],
)
def test_filters(desk: Client, doubtful: Reading, query: dict[str, str], is_shown: bool) -> None:
    assert ("было 54" in text(desk.get(reverse("office:readings"), query))) is is_shown


def test_the_review_costs_as_many_queries_for_twenty_as_for_two(
    desk: Client, cast: Cast, django_assert_max_num_queries: Any
) -> None:
    for _ in range(20):
        make_reading(make_register(cast.account), "9", state=ReadingState.IN_DOUBT, checks=EXCESS)
    with django_assert_max_num_queries(16):
        desk.get(reverse("office:readings"))


def test_accepting_and_asking_for_a_photo_come_back_to_the_same_list(desk: Client, doubtful: Reading) -> None:
    for act in (f"photo:{doubtful.pk}", f"accept:{doubtful.pk}"):
        answer = desk.post(reverse("office:readings_decide"), {"act": act, "back": "reason=excess"})
        assert answer.headers["Location"] == reverse("office:readings") + "?reason=excess"
    doubtful.refresh_from_db()
    assert (doubtful.state, doubtful.photo_asked_at) == (ReadingState.ACCEPTED.value, NOW)


def test_a_refusal_is_given_a_reason_on_a_page_of_its_own(desk: Client, doubtful: Reading) -> None:
    to = desk.post(reverse("office:readings_decide"), {"act": "refuse", "ids": [doubtful.pk]}).headers["Location"]
    assert "Причину получит жилец" in text(desk.get(to))
    form = {"ids": [doubtful.pk]}
    assert desk.post(reverse("office:reading_refuse"), form).status_code == 422
    answer = desk.post(reverse("office:reading_refuse"), form | {"reason": "Это номер счётчика"}, follow=True)
    assert "Отклонено: 1" in text(answer).replace("\u00a0", " ")
    assert "Это номер счётчика" in OutboxMessage.objects.get().text


def test_the_journal_of_a_reading_tells_who_and_which_checks(desk: Client, doubtful: Reading) -> None:
    desk.post(reverse("office:readings_decide"), {"act": f"accept:{doubtful.pk}"})
    page = text(desk.get(reverse("office:reading", args=[doubtful.pk])))
    assert "Получено: кабинет" in page
    assert "Принято после проверки" in page
    assert "подтверждено" in page


def test_those_who_do_not_work_with_readings_do_not_come_in(cast: Cast) -> None:
    registrar = make_staff(cast.organization, role=StaffRole.REGISTRAR)
    assert client_of(registrar, cast.portal).get(reverse("office:readings")).status_code == 403


def enter(desk: Client, register: Register, value: str, **more: Any) -> Any:
    path = reverse("office:phone_account", args=[register.meter.account_id])
    return desk.post(path, {f"m{register.pk}": value, **more})


@pytest.mark.parametrize("typed", ["551412", " 0551412 ", "ахунова {house} 16", "Гарифа Ахунова, д. {house}, кв. 16"])
def test_a_number_or_an_address_leads_straight_to_the_flat(desk: Client, cast: Cast, typed: str) -> None:
    asked = typed.format(house=cast.account.premise.building.number)
    answer = desk.get(reverse("office:phone"), {"q": asked})
    assert answer.headers.get("Location") == reverse("office:phone_account", args=[cast.account.pk])


def test_several_flats_are_listed_and_none_is_told(desk: Client, cast: Cast) -> None:
    assert "Нашли 2" in text(desk.get(reverse("office:phone"), {"q": "ахунова"})).replace("\u00a0", " ")
    assert "Такого счёта нет" in text(desk.get(reverse("office:phone"), {"q": "120345"}))


def test_a_value_taken_down_is_marked_and_told_to_the_resident(desk: Client, register: Register, cast: Cast) -> None:
    assert enter(desk, register, "56,5").headers["Location"] == reverse("office:phone")
    reading = Reading.objects.latest("pk")
    assert (reading.source, reading.submitted_by) == (ReadingSource.PHONE.value, cast.vera)
    letter = OutboxMessage.objects.get()
    assert (letter.recipient, "56,5" in letter.text) == ("anna@example.ru", True)


def test_the_same_form_again_tells_nobody_twice(desk: Client, register: Register) -> None:
    enter(desk, register, "56")
    enter(desk, register, "56")
    assert OutboxMessage.objects.count() == 1
    assert Reading.objects.filter(taken_on=NOW.date()).count() == 1


@pytest.mark.parametrize(("value", "told"), [("45", "меньше прошлого"), ("пять", "только цифры"), ("", "хотя бы одно")])
def test_what_is_wrong_stays_with_its_reason(desk: Client, register: Register, value: str, told: str) -> None:
    answer = enter(desk, register, value)
    assert (answer.status_code, told in text(answer)) == (422, True)
    assert f'value="{value}"' in text(answer)
    assert OutboxMessage.objects.count() == 0


def test_a_swapped_pair_waits_and_may_be_confirmed(desk: Client, register: Register, cast: Cast) -> None:
    hot = make_register(cast.account, make_service(cast.organization, "Горячая вода", kind=ServiceKind.HOT_WATER))
    make_reading(hot, "12", dt.date(2017, 8, 20))
    before = Reading.objects.count()
    values = {f"m{hot.pk}": "57"}
    page = text(enter(desk, register, "13", **values))
    assert "Похоже, это показание другого счётчика: Горячая вода" in page
    assert page.count('name="confirm"') == 1
    assert Reading.objects.count() == before
    enter(desk, register, "13", **values, confirm=str(hot.pk))
    assert hot.readings.get(value=57).state == ReadingState.ACCEPTED


def test_an_overdue_verification_asks_nothing_and_stands_beside_the_meter(desk: Client, register: Register) -> None:
    register.meter.verification_due_on = dt.date(2017, 1, 25)
    register.meter.save()
    path = reverse("office:phone_account", args=[register.meter.account_id])
    assert text(desk.get(path)).count("была нужна до") == 1
    assert enter(desk, register, "56,5").headers["Location"] == reverse("office:phone")


def test_a_day_that_is_none_is_told(desk: Client, register: Register) -> None:
    answer = enter(desk, register, "56", taken_on="вчера")
    assert (answer.status_code, "Это не дата" in text(answer)) == (422, True)


def test_flats_without_readings_with_phone_and_what_will_be_charged(
    desk: Client, register: Register, cast: Cast
) -> None:
    cast.account.phone, cast.account.residents_count = "8 987 123-45-67", 2
    cast.account.save()
    make_norm(register.service, "4.5")
    house = cast.account.premise.building_id
    page = text(desk.get(reverse("office:missing_house", args=[house])))
    assert "8 987 123-45-67" in page
    assert "по нормативу" in page
    file = desk.get(reverse("office:missing_file", args=[house])).content.decode("utf-8-sig")
    assert "551412;" in file
    assert ";9 м³;по нормативу" in file
    enter(desk, register, "56")
    assert "Все передали" in text(desk.get(reverse("office:missing_house", args=[house])))


def export(desk: Client, form: str, **more: Any) -> bytes:
    fields = {"place_serial": "2", "place_number": "1", "place_value": "3", "first": "2017-08", "last": "2017-09"}
    answer = desk.post(reverse("office:export"), {**fields, "format": form, **more})
    return b"".join(answer)


def test_an_export_has_the_chosen_columns_and_remembers_them(desk: Client, register: Register) -> None:
    assert export(desk, "CSV_CP1251").decode("cp1251").splitlines() == [
        "Лицевой счет;Заводской номер;Показание", "551412;18851987к;54"
    ]  # fmt: skip
    assert ExportLayout.objects.get().columns == ["number", "serial", "value"]
    page = text(desk.get(reverse("office:export")))
    assert 'name="place_serial" inputmode="numeric" maxlength="4" value="2"' in page


@pytest.mark.parametrize("serial", ["=1+1", "+7", "-5", "@SUM(A1)"])
def test_a_cell_that_looks_like_a_formula_is_written_harmlessly(desk: Client, cast: Cast, serial: str) -> None:
    make_reading(make_register(cast.account, serial_number=serial), "1")
    assert f";'{serial};" in export(desk, "CSV_UTF8").decode("utf-8-sig")
    sheet = openpyxl.load_workbook(BytesIO(export(desk, "XLSX"))).active
    cell = sheet.cell(2, 2)
    assert (cell.value, cell.data_type) == (serial, "s")


@pytest.mark.parametrize(
    "fields",
    [{"first": "2017-10"}, {"first": "x"}, {"place_number": "", "place_serial": "", "place_value": ""}],
)
def test_an_export_that_makes_no_sense_is_a_message(desk: Client, register: Register, fields: dict[str, str]) -> None:
    assert "Файл не составлен" in export(desk, "CSV_UTF8", **fields).decode()


def test_what_was_chosen_stays_when_the_file_is_not_made(desk: Client, register: Register, cast: Cast) -> None:
    house = str(cast.account.premise.building_id)
    page = export(desk, "XLSX", first="x", house=house, doubtful="on", place_serial="9").decode()
    assert f'<option value="{house}" selected>' in page
    assert 'name="doubtful" checked' in page
    assert 'value="XLSX" checked' in page
    assert 'name="place_serial" inputmode="numeric" maxlength="4" value="9"' in page


def upload(desk: Client, content: str, **more: str) -> Any:
    file = SimpleUploadedFile("readings.csv", content.encode())
    return desk.post(reverse("office:import"), {"kind": "READINGS", "file": file, **more})


FILE = "Лицевой счет;Заводской номер;Дата показания;Показание\n551412;18851987к;10.09.2017;{value}\n"


def test_a_file_is_rehearsed_applied_once_and_taken_back(desk: Client, register: Register) -> None:
    check = upload(desk, FILE.format(value="60")).headers["Location"]
    assert "Загрузить 1" in text(desk.get(check)).replace("\u00a0", " ")
    assert Reading.objects.count() == 1
    first, second = (desk.post(check).headers["Location"] for _ in range(2))
    assert first == second
    assert (Reading.objects.count(), ImportBatch.objects.count()) == (2, 1)
    assert "отменена" in text(desk.post(first, follow=True))
    assert Reading.objects.count() == 1


def test_wrong_rows_are_shown_and_can_be_taken_home(desk: Client, register: Register) -> None:
    check = upload(desk, FILE.format(value="=1+1")).headers["Location"]
    page = text(desk.get(check))
    assert "формула" in page
    assert "Загрузить 1" not in page.replace("\u00a0", " ")
    assert "'=1+1" in desk.get(check + "problems.csv").content.decode("utf-8-sig")
    desk.post(check)
    assert Reading.objects.count() == 1


@pytest.mark.parametrize(
    ("content", "told"), [("", "пустой"), ("%PDF-1.7", "PDF"), ("a;b\n1;2\n", "обязательных столбцов")]
)
def test_a_file_that_is_no_table_is_told(desk: Client, content: str, told: str) -> None:
    answer = upload(desk, content)
    assert (answer.status_code, told in text(answer)) == (422, True)


def test_a_meter_is_installed_replaced_verified_and_removed(desk: Client, cast: Cast) -> None:
    service = make_service(cast.organization)
    install = {"serial": "0042а", "service": service.pk, "opening": "3,5", "installed_on": "01.09.2017"}
    assert desk.post(reverse("office:meter_install", args=[cast.account.pk]), install).status_code == 302
    meter = Meter.objects.get()
    page = reverse("office:meter", args=[meter.pk])
    assert desk.post(page, {"act": "verify", "day": "05.09.2017", "due_on": "05.09.2023"}).status_code == 302
    register = meter.registers.get()
    change = {"act": "replace", "day": "10.09.2017", "serial": "0043", f"closing_{register.pk}": "5"}
    assert desk.post(page, change | {f"closing_{register.pk}": "1"}).status_code == 422
    assert desk.post(page, change).status_code == 302
    new = Meter.objects.get(serial_number="0043")
    assert (new.replaces, new.registers.get().first) == (meter, register)
    remove = {"act": "remove", "day": "11.09.2017", f"closing_{new.registers.get().pk}": "2"}
    assert desk.post(reverse("office:meter", args=[new.pk]), remove).status_code == 302
    page_of_account = text(desk.get(reverse("office:account_meters", args=[cast.account.pk])))
    assert page_of_account.count("Снят") == 2


@pytest.fixture(autouse=True)
def _media(settings: Any, tmp_path: Any) -> None:
    settings.MEDIA_ROOT = tmp_path
