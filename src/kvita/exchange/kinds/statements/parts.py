"""Rows that say what a line consists of («в т. ч.»): told from the lines, read, and never added to any sum."""

from collections.abc import Iterator
from typing import Final

import polars as pl

from kvita.exchange.kinds.statements.columns import SAID_OF_PART
from kvita.exchange.kinds.statements.parsing import Lookups, Parsed, columns_of_keys, said_column, texts_of, unit_text
from kvita.exchange.readers import Layout
from kvita.exchange.reports import Problem
from kvita.exchange.values import CellError
from kvita.exchange.values.columns import ColumnValues, mapped_column, money_column, quantity_column
from kvita.exchange.values.texts import clean_text

STAGED_PARTS: Final = ("line", "account_id", "month", "service_id", "name", *SAID_OF_PART)
_EMPTY: Final = r"^\s*(?:[-–—]|[XxХх×]+)?\s*$"  # nothing, a dash, or the crosses of a printed bill
_LONGEST_NAME: Final = 150
_CROSSED: Final = ("unit", "volume", "rate")


def split_parts(frame: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Return the rows that are lines and those that are components of one; crosses in cells become empty."""
    if "part_of" not in frame.columns:
        return frame, frame.clear()
    is_line = frame["part_of"].str.contains(_EMPTY)
    plain = frame.with_columns(pl.col(_there(frame)).str.replace(_EMPTY, ""))
    return plain.filter(is_line), plain.filter(~is_line)


def parse_parts(frame: pl.DataFrame, layout: Layout, lookups: Lookups, *, account_key: str) -> Parsed:
    """Read rows that are components. What they say of balances is not read: a component has none of its own."""
    columns = {
        **columns_of_keys(frame, lookups, account_key, service_key="part_of"),
        "name": ("service", mapped_column(texts_of(frame, "service"), _name, pl.String())),
        "unit": ("unit", mapped_column(texts_of(frame, "unit"), unit_text, pl.String())),
        "volume": ("volume", quantity_column(texts_of(frame, "volume"))),
        "rate": ("rate", quantity_column(texts_of(frame, "rate"), rate=True)),
        "charged": ("charged", money_column(texts_of(frame, "charged"), empty=None)),
        "adjusted": ("adjusted", money_column(texts_of(frame, "adjusted"), empty="0")),
        "shortfall": ("shortfall", money_column(texts_of(frame, "shortfall"), empty="0")),
        "social_norm_amount": (
            "social_norm_amount",
            said_column(texts_of(frame, "social_norm_amount"), is_money=True),
        ),
    }
    parsed = pl.DataFrame([frame["line"], *(one.values.alias(name) for name, (_, one) in columns.items())])
    wrong = pl.DataFrame([_is_wrong(frame, key, one).alias(name) for name, (key, one) in columns.items()])
    marks = wrong.select(pl.any_horizontal(pl.all())).to_series()
    problems = [list(_problems(row, columns, layout)) for row in frame.filter(marks).iter_rows(named=True)]
    return Parsed(parsed.filter(~marks).select(STAGED_PARTS), problems)


def _there(frame: pl.DataFrame) -> list[str]:
    return [name for name in _CROSSED if name in frame.columns]


def _is_wrong(frame: pl.DataFrame, key: str, values: ColumnValues) -> pl.Series:
    return texts_of(frame, key).is_in(list(values.errors))


def _problems(
    row: dict[str, object], columns: dict[str, tuple[str, ColumnValues]], layout: Layout
) -> Iterator[Problem]:
    line = row["line"]
    assert isinstance(line, int)  # noqa: S101 - the reader numbers every row
    for key, values in columns.values():
        text = str(row.get(key) or "")
        if (error := values.errors.get(text)) is not None:
            yield Problem(line, layout.titles.get(key, ""), text[:200], error.reason, error.remedy)


def _name(text: str) -> str:
    name = clean_text(text, longest=_LONGEST_NAME)
    if not name:
        raise CellError("Ячейка пустая.", "Впишите, что это за составляющая.")
    return name
