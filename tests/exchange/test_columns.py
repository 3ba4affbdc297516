"""A whole column means cell by cell what the parser of one cell says."""

from decimal import Decimal

import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from kvita.exchange.values import CellError
from kvita.exchange.values.columns import money_column, quantity_column
from kvita.exchange.values.numbers import parse_money, parse_rate

CELLS = st.one_of(
    st.text("0123456789,.- \u00a0\u2212eEОoN", max_size=14),
    st.decimals(-(10**9), 10**9, places=2).map(lambda value: str(value).replace(".", ",")),
    st.decimals(-(10**8), 10**8, places=6).map(str),
    st.sampled_from(["", "NaN", "1e400", "1 234,56", "\u22125", "-", "=1", "0,00", "1234567890,00", "123456789,00"]),
)


def one_by_one(texts: list[str], parse: object) -> list[object]:
    values: list[object] = []
    for text in texts:
        try:
            values.append(parse(text if text.strip() else "0"))  # type: ignore[operator]  # one of the parsers
        except CellError:
            values.append(None)
    return values


@given(st.lists(CELLS, max_size=30))
def test_money(texts: list[str]) -> None:
    column = money_column(pl.Series("money", texts, dtype=pl.String), empty="0")
    assert column.values.to_list() == one_by_one(texts, parse_money)
    assert set(column.errors) == {text for text, value in zip(texts, column.values, strict=True) if value is None}


@given(st.lists(CELLS, max_size=30))
def test_rates(texts: list[str]) -> None:
    column = quantity_column(pl.Series("rate", texts, dtype=pl.String), rate=True)
    given_values = [None if value is None else Decimal(value) for value in column.values]
    assert given_values == one_by_one(texts, parse_rate)


def test_an_empty_cell_that_must_be_filled() -> None:
    column = money_column(pl.Series("money", ["", "1,00", " "]), empty=None)
    assert column.values.to_list() == [None, 100, None]
    assert "пустая" in column.errors[""].reason
