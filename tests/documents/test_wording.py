"""Numbers and words as people write them."""

from decimal import Decimal

import pytest

from kvita.calc.money import Money
from kvita.documents.rendering import wording
from kvita.documents.rendering.wording import MINUS, NBSP


@pytest.mark.parametrize(
    ("kopecks", "text"),
    [
        (0, "0,00"),
        (5, "0,05"),
        (-3, f"{MINUS}0,03"),
        (153715, f"1{NBSP}537,15"),
        (-(10**9), f"{MINUS}10{NBSP}000{NBSP}000,00"),
    ],
)
def test_money(kopecks: int, text: str) -> None:
    assert wording.money(Money(kopecks)) == text
    assert wording.rubles(Money(kopecks)) == f"{text}{NBSP}₽"
    assert wording.signed_money(Money(kopecks)) == (f"+{text}" if kopecks > 0 else text)


@pytest.mark.parametrize(
    ("value", "least", "text"),
    [
        ("10.4180000", 0, "10,418"),
        ("74.80", 2, "74,80"),
        ("74.80", 0, "74,8"),
        ("21.374512", 2, "21,374512"),
        ("5", 2, "5,00"),
        ("1E+3", 0, f"1{NBSP}000"),
        ("-0.50", 0, f"{MINUS}0,5"),
        ("-0.00", 2, "0,00"),
        ("27753.40", 2, f"27{NBSP}753,40"),
    ],
)
def test_numbers_without_idle_zeros(value: str, least: int, text: str) -> None:
    assert wording.number(Decimal(value), least=least) == text


@pytest.mark.parametrize(("value", "text"), [("39.0000", "39,0000"), ("6704.02", f"6{NBSP}704,02"), ("12", "12")])
def test_readings_keep_their_decimals(value: str, text: str) -> None:
    assert wording.exact_number(Decimal(value)) == text


@pytest.mark.parametrize(
    ("count", "word"),
    [
        (1, "человек"),
        (2, "человека"),
        (5, "человек"),
        (11, "человек"),
        (12, "человек"),
        (21, "человек"),
        (104, "человека"),
    ],
)
def test_plural(count: int, word: str) -> None:
    assert wording.plural(count, "человек", "человека", "человек") == word


def test_phone_numbers_stay_on_one_line() -> None:
    assert wording.unbroken_phones("8 (843) 222-77-88, с 8 до 17") == f"8{NBSP}(843){NBSP}222-77-88, с 8 до 17"
