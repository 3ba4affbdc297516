"""What people paste, mistype and try on: every form says what is wrong, at the field, and keeps the rest."""

import re
from html import unescape
from typing import Final

import pytest
from django.test import Client

from kvita.housing.presets import PRESETS
from tests.actors import Cast
from tests.factories import make_account
from tests.web.joining.conftest import Door

WORDS: Final = {
    "empty": "",
    "spaces": "  \u00a0 ",
    "long": "9" * 10_000,
    "control": "Ива\x07нов",
    "nul": "a\x00b",
    "escape": "\x1b[31m",
    "emoji": "😀🏠",
    "sql": "'; DROP TABLE identity_user; --",
    "html": "<script>alert(1)</script>",
    "template": "{{ 7|add:7 }}{% now %}",
    "arabic": "محمد",
    "georgian": "გიორგი",
    "direction": "\u202eвонави",
}
FIELDS: Final = (
    *("email", "login", "password", "password_again", "phone", "number", "city", "registration_code", "full_name"),
    *("surname", "premise_number", "account_password", "code", "way", "channel", "captcha_0", "captcha_1", "consent"),
    *("question-contact", "question-text", "question-name", "answer", "act"),
)
FORMS: Final = (
    *((preset, "/registration/", False) for preset in PRESETS),
    *((preset, path, True) for preset in ("ugra", "uigkh", "innova") for path in ("/accounts/add/?kind=UTILITIES",)),
    ("tszh", "/accounts/add/?kind=UTILITIES&organization={organization}", True),
    ("uk", "/registration/code/", False),
    ("ugra", "/registration/again/", False),
    ("ugra", "/feedback/", False),
)


@pytest.mark.parametrize("word", WORDS.values(), ids=WORDS)
@pytest.mark.parametrize("form", FORMS, ids=lambda form: f"{form[0]}{form[1].split('?')[0]}")
def test_every_form_refuses_it_in_words(cast: Cast, door: Door, form: tuple[str, str, bool], word: str) -> None:
    preset, path, inside = form
    client = door(preset, cast.anna if inside else None)
    answer = client.post(path.format(organization=cast.organization.pk), dict.fromkeys(FIELDS, word))
    page = answer.content.decode()
    assert answer.status_code == 422
    assert 'class="error"' in page or 'role="alert"' in page
    assert "<script>alert(1)" not in page
    errors = re.findall(r'<p class="error"[^>]*>.*?<span>(.*?)</span></p>', page)
    assert all(re.search("[а-яё]", error) for error in errors), errors


# A field, what is typed there, and the beginning of what stands at the field then.
SLIPS: Final = [
    ("innova", "email", "anna", "Проверьте адрес"),
    ("innova", "email", "a" * 10_000 + "@example.ru", "Адрес слишком длинный"),
    ("innova", "email", "анна@example.ru", "Проверьте адрес"),
    ("innova", "password", "1234567", "Пароль короткий"),
    ("innova", "password", "password", "Этот пароль слишком известный"),
    ("innova", "password", "а" * 10_000, "Пароль не длиннее 256"),
    ("uigkh", "number", "без номера", "Здесь нужны цифры"),
    ("uigkh", "number", "1" * 31, "Слишком длинно"),
    ("uigkh", "number", "12034", "В номере 6 цифр, а у вас 5. Перепишите"),
    ("uigkh", "number", "120-3451 А", "В номере 6 цифр, а у вас 7. Перепишите"),
    ("uk", "number", "551412", "В номере 10 цифр, а у вас 6. Перепишите"),
    ("uigkh", "surname", "Иванов2", "Напишите фамилию буквами"),
    ("uigkh", "surname", "", "Заполните поле «Фамилия»"),
    ("uk", "full_name", "Иванов 😀", "Напишите фамилию, имя и отчество"),
    ("uk", "phone", "12345", "В номере должно быть 10 цифр"),
    ("uk", "phone", "8-987-123-45-6", "В номере должно быть 10 цифр"),
    ("uk", "phone", "+375 29 123-45-67", "Нужен российский номер"),
    ("uk", "phone", "8 (843) 222-77-00", "Это городской телефон"),
    ("uk", "consent", "", "Поставьте отметку «Настоящее положение принимаю»"),
    ("tszh", "login", "я", "В логине должно быть от 3"),
    ("tszh", "login", "anna@example.ru", "Логин начинается с буквы"),
    ("tszh", "password_again", "другой", "Пароли разные"),
]


@pytest.mark.parametrize(("preset", "field", "typed", "told"), SLIPS)
def test_the_field_says_what_to_do_and_the_others_keep_what_was_typed(
    door: Door, preset: str, field: str, typed: str, told: str
) -> None:
    good = {
        "email": "anna.new@example.ru",
        "login": "anna-new",
        "password": "ромашка-2017",
        "password_again": "ромашка-2017",
        "number": "551412",
        "surname": "Иванова",
        "full_name": "Иванова Анна",
        "phone": "8-987-123-45-67",
        "consent": "on",
    }
    page = door(preset).post("/registration/", good | {field: typed}).content.decode()
    at_field = re.search(rf'id="id_{field}_error">.*?<span>(.*?)</span>', page)
    assert at_field is not None
    assert unescape(at_field.group(1)).replace("\u00a0", " ").startswith(told)
    kept = [name for name in ("email", "number", "full_name", "phone") if f'name="{name}"' in page and name != field]
    assert all(f'value="{good[name]}"' in page for name in kept)
    assert "ромашка" not in page


def kept_phone(client: Client, phone: str) -> str:
    answer = client.post("/registration/", {"phone": phone}).content.decode()
    return "id_phone_error" if "id_phone_error" in answer else ""


@pytest.mark.parametrize("phone", ["9871234567", "8-123-456-7896", "+7 987 123-45-67", "8(987)1234567"])
def test_every_usual_form_of_a_phone_is_taken(door: Door, phone: str) -> None:
    assert kept_phone(door("uk"), phone) == ""


@pytest.mark.parametrize("number", ["120345", "120345А", "00120345-а", "№ 120 345", "012345"])
def test_a_number_with_all_its_digits_is_looked_up_however_it_is_written(door: Door, number: str) -> None:
    page = door("uigkh").post("/registration/", {"number": number, "surname": "Иванова"}).content.decode()
    assert ("id_number_error" in page, "По этим данным счёт не нашёлся" in page) == (False, True)


@pytest.mark.parametrize("number", ["12034", "120346"])
def test_the_count_of_digits_tells_nothing_of_what_exists(cast: Cast, door: Door, number: str) -> None:
    client, typed = door("uigkh"), {"number": number, "surname": "Иванова"}
    answers = [client.post("/registration/", typed).content.decode()]
    make_account(cast.organization, number, holder_name="Петрова")
    answers.append(client.post("/registration/", typed).content.decode())
    cut = [page[page.index("<main") : page.index("</main")] for page in answers]
    assert re.sub(r'value="[^"]{64}"', "", cut[0]) == re.sub(r'value="[^"]{64}"', "", cut[1])


@pytest.mark.parametrize(("preset", "may_be_left_out"), [("uigkh", True), ("ugra", False), ("uk", False)])
def test_the_letter_is_spoken_of_where_numbers_have_one(
    cast: Cast, door: Door, preset: str, *, may_be_left_out: bool
) -> None:
    user = None if preset != "ugra" else cast.anna
    page = door(preset, user).get("/accounts/add/" if user else "/registration/", {"kind": "UTILITIES"})
    text = page.content.decode()
    assert "Напечатан в квитанции" in text
    assert ("Букву в номере можно не писать" in text) == may_be_left_out
    assert 'inputmode="numeric"' in text
