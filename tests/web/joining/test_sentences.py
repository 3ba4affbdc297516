"""What registration says before the form is filled in and after it was refused."""

import re

import pytest

from kvita.core.errors import DomainError
from kvita.core.phones import parse_phone
from kvita.housing.presets import PRESETS
from tests.actors import Cast
from tests.web.joining.conftest import Door
from tests.web.resident.pages import read, words_of

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("preset", PRESETS)
def test_the_phone_of_the_hint_is_taken_and_named_by_the_error(cast: Cast, door: Door, preset: str) -> None:
    door(preset)
    example = cast.portal.settings.phone_example
    assert parse_phone(example).startswith("+7")
    with pytest.raises(DomainError, match="не считая 8 или") as refused:
        parse_phone("12", example=example)
    assert example in refused.value.message


def test_the_error_at_the_phone_shows_the_number_of_its_hint(door: Door) -> None:
    page = door("uk").post("/registration/", {"phone": "123"}).content.decode()
    assert "не считая 8 или +7 впереди, например 8-123-456-7896" in page


def test_all_that_is_wrong_is_told_beside_a_wrong_number(door: Door) -> None:
    typed = {"number": "12", "phone": "123", "email": "xx", "password": "ромашка-2017", "password_again": "другой-2017"}
    page = words_of(door("uk").post("/registration/", typed).content.decode())
    for told in ("В номере 10 цифр, а у вас 2", "не считая 8", "должны быть «@» и точка", "Пароли разные"):
        assert told in page
    assert "Пароли введите ещё раз: их мы на страницу не возвращаем" in page


def test_a_page_of_two_forms_has_one_summary_that_leads_to_the_fields_of_both(door: Door) -> None:
    page = door("uk").post("/registration/", {"number": "12", "email": "xx"}).content.decode()
    summaries = re.findall(r'<div class="errors.*?</div>', page, re.DOTALL)
    assert len(summaries) == 1
    targets = re.findall(r'href="#([^"]+)"', summaries[0])
    assert {"id_number", "id_email"} <= set(targets)
    assert all(f'id="{target}"' in page for target in targets)


def test_one_password_is_asked_again_in_the_singular(door: Door) -> None:
    client = door("ugra")
    assert "введите ещё раз: его мы" not in read(client, "/registration/").split("Цифры")[0]
    page = words_of(client.post("/registration/", {"email": "xx", "password": "ромашка-2017"}).content.decode())
    assert "Пароль введите ещё раз: его мы на страницу не возвращаем" in page


def test_the_limit_of_accounts_is_told_before_the_form(cast: Cast, door: Door) -> None:
    told = "К одной почте можно привязать не больше 10 лицевых счетов"
    assert told in read(door("uigkh"), "/registration/")
    assert f"{told}, сейчас привязано 1" in read(door("uigkh", cast.anna), "/accounts/add/")
    full = read(door("uigkh", cast.anna, accounts_per_user=1), "/accounts/add/")
    assert "больше 1 к одной почте не привязать" in full
    assert "не больше" not in read(door("innova"), "/registration/")


def test_nobody_allows_anything_where_no_consent_is_asked(door: Door) -> None:
    assert "Я разрешаю" not in read(door("uigkh"), "/consent/")
    assert "как обрабатывают персональные данные" in read(door("uigkh"), "/consent/")
    assert "Я разрешаю обрабатывать" in read(door("innova"), "/consent/")
