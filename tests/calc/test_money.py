import pickle
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kvita.calc.money import MAX_KOPECKS, ZERO, Money
from tests.calc.strategies import amounts


@given(amounts, amounts, amounts)
def test_adds_like_whole_numbers(a: Money, b: Money, c: Money) -> None:
    assert (a + b) + c == a + (b + c)
    assert a + b == b + a
    assert a - b == -(b - a)
    assert a + ZERO == a
    assert (a + b).kopecks == a.kopecks + b.kopecks


@given(st.lists(amounts, max_size=20))
def test_sums(values: list[Money]) -> None:
    assert Money.total(values).kopecks == sum(value.kopecks for value in values)
    assert sum(values, ZERO) == Money.total(values)
    if values:
        assert sum(values) == Money.total(values)


@given(amounts, amounts)
def test_orders_by_amount(a: Money, b: Money) -> None:
    assert (a < b) == (a.kopecks < b.kopecks)
    assert max(a, b).kopecks == max(a.kopecks, b.kopecks)
    assert abs(a).kopecks == abs(a.kopecks)


@given(amounts)
def test_goes_to_rubles_and_back(amount: Money) -> None:
    assert Money.from_rubles(amount.rubles) == amount
    assert Money.from_rubles(str(amount)) == amount
    assert amount.rubles.as_tuple().exponent == -2
    assert pickle.loads(pickle.dumps(amount)) == amount  # noqa: S301 - our own bytes


@pytest.mark.parametrize(
    ("kopecks", "text"),
    [(153715, "1537.15"), (-3, "-0.03"), (0, "0.00"), (5, "0.05"), (-40946, "-409.46")],
)
def test_prints_rubles(kopecks: int, text: str) -> None:
    assert str(Money(kopecks)) == text


@pytest.mark.parametrize("rubles", ["12.340", Decimal("12.34000000"), "+12.34", "0012.34"])
def test_takes_exact_rubles(rubles: str | Decimal) -> None:
    assert Money.from_rubles(rubles) == Money(1234)


@pytest.mark.parametrize(
    "rubles",
    [
        "",
        "1,5",
        "1 000",
        "1_000",
        "1e3",
        ".5",
        "5.",
        "NaN",
        "--1",
        "١٢",
        "1.5\n",
        "12.345",
        Decimal("0.001"),
        Decimal("NaN"),
        Decimal("Infinity"),
        Decimal("1e400"),
        "9" * 41,
        "92233720368547758.08",
    ],
)
def test_refuses_other_rubles(rubles: str | Decimal) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - each has words of its own
        Money.from_rubles(rubles)


@pytest.mark.parametrize("rubles", [1.5, True, None, b"1"])
def test_refuses_other_types(rubles: Any) -> None:
    with pytest.raises(TypeError):
        Money.from_rubles(rubles)


@pytest.mark.parametrize("kopecks", [1.0, True, "one", None, Decimal(1)])
def test_holds_a_plain_int(kopecks: Any) -> None:
    with pytest.raises(TypeError, match="must be an int"):
        Money(kopecks)


def test_fits_the_column() -> None:
    assert Money(MAX_KOPECKS).kopecks == MAX_KOPECKS
    with pytest.raises(ValueError, match="too large"):
        Money(MAX_KOPECKS) + Money(1)


@pytest.mark.parametrize(("rubles", "kopecks"), [("0.005", 1), ("-0.005", -1), ("0.0049", 0), (3, 300)])
def test_rounds_when_asked(rubles: str | int, kopecks: int) -> None:
    assert Money.rounded(rubles) == Money(kopecks)


@pytest.mark.parametrize("number", [1, 1.0, Decimal(1), True, "one"])
def test_does_not_mix_with_numbers(number: Any) -> None:
    with pytest.raises(TypeError):
        Money(1) + number
    with pytest.raises(TypeError):
        number + Money(1)
    with pytest.raises(TypeError):
        Money(1) - number
    with pytest.raises(TypeError):
        Money(1) * number
    with pytest.raises(TypeError):
        assert Money(1) < number
    assert Money(1) != number


def test_zero_is_false() -> None:
    assert not ZERO
    assert Money.ZERO is ZERO
    assert Money(-1)


def test_cannot_be_changed() -> None:
    with pytest.raises(AttributeError):
        Money(1).kopecks = 2  # type: ignore[misc]  # frozen on purpose
