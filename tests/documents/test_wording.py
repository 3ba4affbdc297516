"""Numbers and words as people write them."""

from decimal import Decimal

import pytest

from kvita.core.wording import MINUS, NBSP
from kvita.documents.rendering import wording


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


def test_phone_numbers_stay_on_one_line() -> None:
    assert wording.unbroken_phones("8 (843) 222-77-88, с 8 до 17") == f"8{NBSP}(843){NBSP}222-77-88, с 8 до 17"
