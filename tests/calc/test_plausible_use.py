"""What a household can use at most, by unit."""

from decimal import Decimal

import pytest

from kvita.calc.plausible_use import largest_monthly_use


@pytest.mark.parametrize(
    ("unit", "is_gas", "limit"),
    [("м³", False, 100), ("м³", True, 2_000), ("кВт·ч", False, 10_800), ("Гкал", False, 10), ("шт.", False, None)],
)
def test_the_most_of_a_month(unit: str, limit: int | None, *, is_gas: bool) -> None:
    assert largest_monthly_use(unit, is_gas=is_gas) == (None if limit is None else Decimal(limit))
