"""Phones as people type them."""

import pytest
from django.core.exceptions import ValidationError

from kvita.core.errors import DomainError
from kvita.core.forms import PhoneField
from kvita.core.phones import hide_phone, parse_phone, say_phone


@pytest.mark.parametrize(
    "typed",
    [
        "9871234567",
        "8-987-123-45-67",
        "8 (987) 123-45-67",
        "+7 987 123 45 67",
        " +7(987)1234567 ",
        "79871234567",
        "8.987.123.45.67",
        "987\u00a0123\u201145\u201167",
    ],
)
def test_every_usual_form_is_one_number(typed: str) -> None:
    assert parse_phone(typed) == "+79871234567"


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("", "phone_wrong"),
        ("987123456", "phone_wrong"),
        ("8-987-123-45-6", "phone_wrong"),
        ("89871234567890", "phone_wrong"),
        ("8 987 123-45-67 доб. 5", "phone_wrong"),
        ("позвоните", "phone_wrong"),
        ("8\x00987", "phone_wrong"),
        ("9" * 10_000, "phone_wrong"),
        ("+375 29 123-45-67", "phone_foreign"),
        ("+7 701 123 45 67", "phone_foreign"),
        ("+999 123", "phone_foreign"),
        ("8 (843) 222-77-00", "phone_city"),
    ],
)
def test_what_is_no_mobile_number_of_this_country_is_refused(typed: str, code: str) -> None:
    with pytest.raises(DomainError) as refused:
        parse_phone(typed)
    assert refused.value.code == code


def test_the_example_of_the_form_may_be_typed_as_it_stands() -> None:
    assert parse_phone("8-123-456-7896") == "+71234567896"


def test_a_home_phone_may_be_a_city_one() -> None:
    assert parse_phone("8 (843) 222-77-00", mobile=False) == "+78432227700"


def test_a_number_is_shown_as_people_read_it() -> None:
    assert say_phone("+79871234567") == "8 987 123-45-67"
    assert say_phone("112") == "112"
    assert hide_phone("+79871234567") == "8 ··· ···-45-67"


def test_a_field_says_what_is_wrong_and_shows_what_was_typed() -> None:
    field = PhoneField()
    with pytest.raises(ValidationError, match="10 цифр"):
        field.clean("12345")
    with pytest.raises(ValidationError, match="слишком много"):
        field.clean("8" * 10_000)
    assert field.prepare_value("12345") == "12345"
    assert PhoneField(required=False).clean("") == ""
