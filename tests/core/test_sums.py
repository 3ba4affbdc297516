"""Sums as people type them: read alike on every page, and never guessed."""

import pytest

from kvita.core.errors import DomainError
from kvita.core.forms import RublesField
from kvita.core.sums import read_rubles
from tests.factories import rub


@pytest.mark.parametrize(
    ("text", "rubles"),
    [
        ("1537,15", "1537.15"),
        ("1 537,15", "1537.15"),
        ("1\u00a0537.15", "1537.15"),
        ("1\u202f537,1", "1537.10"),
        (" 100 200 ", "100200"),
        ("1 000 000", "1000000"),
        ("100,", "100"),
        ("0,01", "0.01"),
        ("\u2212100", "-100"),
        ("100 ₽", "100"),
        ("100 руб.", "100"),
    ],
)
def test_what_people_write_is_a_sum(text: str, rubles: str) -> None:
    assert read_rubles(text) == rub(rubles)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("100\n200", "invalid"),
        ("100\r\n200", "invalid"),
        ("100\t200", "invalid"),
        ("100\n", "invalid"),
        ("1e3", "invalid"),
        ("1E3", "invalid"),
        ("12 34", "invalid"),
        ("1 2345", "invalid"),
        ("1.537,15", "invalid"),
        ("1,537,15", "invalid"),
        ("NaN", "invalid"),
        ("Infinity", "invalid"),
        ("0x10", "invalid"),
        ("1_000", "invalid"),
        ("١٠٠", "invalid"),
        ("--1", "invalid"),
        ("", "invalid"),
        (",15", "invalid"),
        ("100,555", "max_decimal_places"),
        ("1" * 14, "max_digits"),
    ],
)
def test_what_could_be_another_sum_is_none(text: str, code: str) -> None:
    with pytest.raises(DomainError) as caught:
        read_rubles(text)
    assert caught.value.code == code


def test_a_field_compares_sums_and_not_their_spelling() -> None:
    field = RublesField()
    assert not field.has_changed(rub("1537.15"), "1 537,15")
    assert field.has_changed(rub("1537.15"), "1 537,16")
    assert field.has_changed(rub("1537.15"), "1e3")
    assert RublesField(required=False).clean("  ") is None
