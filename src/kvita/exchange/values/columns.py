"""Whole columns at once: the usual way of writing goes through Polars, the rest through the parser of one cell.

So a column is read at the speed of Polars, and yet every cell has the meaning and the refusal of `numbers`. The parser
sees each distinct text once.
"""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal

import polars as pl

from kvita.exchange.values.errors import CellError
from kvita.exchange.values.numbers import parse_money, parse_quantity, parse_rate

_KOPECKS = r"^-?[0-9]{1,9}[.,][0-9]{2}$"
_QUANTITY = r"^-?[0-9]{1,8}(?:[.,][0-9]{1,6})?$"


@dataclass(frozen=True, slots=True)
class ColumnValues:
    """Values of a column (null = wrong) and, for each distinct text that is wrong, why."""

    values: pl.Series
    errors: dict[str, CellError]


def money_column(texts: pl.Series, *, empty: str | None) -> ColumnValues:
    """Return kopecks as Int64. An empty cell means `empty`, or is wrong when that is None."""
    text = pl.col(texts.name)
    kopecks = (text.str.slice(0, text.str.len_bytes() - 3) + text.str.slice(-2)).cast(pl.Int64, strict=False)
    fast = texts.to_frame().select(pl.when(text.str.contains(_KOPECKS)).then(kopecks)).to_series()
    return _rest(texts, fast, parse_money, empty=empty)


def quantity_column(texts: pl.Series, *, empty: str | None = "0", rate: bool = False) -> ColumnValues:
    """Return volumes (or rates) as text with a point, ready for a numeric column of the database."""
    text = pl.col(texts.name)
    plain = text.str.replace(",", ".", literal=True)
    fast = texts.to_frame().select(pl.when(text.str.contains(_QUANTITY)).then(plain)).to_series()
    parse: Callable[[str], Decimal] = parse_rate if rate else parse_quantity
    return _rest(texts, fast, lambda cell: format(parse(cell), "f"), empty=empty)


def mapped_column(texts: pl.Series, parse: Callable[[str], int | str], dtype: pl.DataType) -> ColumnValues:
    """Return `parse` of each distinct text, for columns with few of them: services, months, units."""
    return _rest(texts, pl.Series(texts.name, [None] * len(texts), dtype=dtype), parse, empty="")


def _rest(texts: pl.Series, fast: pl.Series, parse: Callable[[str], int | str], *, empty: str | None) -> ColumnValues:
    """Fill the gaps of `fast` with what the parser of one cell says."""
    if not fast.has_nulls():
        return ColumnValues(fast, {})
    errors: dict[str, CellError] = {}
    values: dict[str, int | str | None] = {}
    for text in texts.filter(fast.is_null()).unique(maintain_order=True).to_list():
        try:
            values[text] = _parse(text, parse, empty)
        except CellError as error:
            values[text] = None
            errors[text] = error
    slow = texts.replace_strict(list(values), list(values.values()), default=None, return_dtype=fast.dtype)
    return ColumnValues(fast.fill_null(slow), errors)


def _parse(text: str, parse: Callable[[str], int | str], empty: str | None) -> int | str:
    if text.strip():
        return parse(text)
    if empty is None:
        raise CellError("Ячейка пустая.", "Впишите число; если его нет — 0,00.")
    return parse(empty)
