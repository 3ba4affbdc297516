"""From columns of text to rows ready for the database; each wrong cell is named."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import polars as pl

from kvita.calc.balance import BalanceParts
from kvita.calc.money import Money
from kvita.exchange.kinds.statements.columns import MONEY, SAID, SAID_MONEY, SAID_OF_BILL, STORED
from kvita.exchange.readers import Layout
from kvita.exchange.reports import Problem
from kvita.exchange.values import CellError
from kvita.exchange.values.columns import ColumnValues, mapped_column, money_column, quantity_column
from kvita.exchange.values.dates import parse_day
from kvita.exchange.values.texts import clean_text

STAGED = ("line", "account_id", "month", "service_id", *STORED, *SAID_OF_BILL)
_MAY_BE_NULL = (*SAID, *SAID_OF_BILL)


@dataclass(frozen=True, slots=True)
class Lookups:
    """How texts become rows of other tables; each raises `CellError`."""

    account: Callable[[pl.Series], ColumnValues]
    service: Callable[[str, str], int]
    month: Callable[[str], str]


@dataclass(frozen=True, slots=True)
class Parsed:
    """The good rows (columns `STAGED`) and what is wrong with the others, row by row."""

    good: pl.DataFrame
    problems: list[list[Problem]]


def parse_chunk(frame: pl.DataFrame, layout: Layout, lookups: Lookups, *, account_key: str) -> Parsed:
    """Read a chunk of rows."""
    columns = _columns(frame, lookups, account_key)
    parsed = pl.DataFrame([frame["line"], *(one.values.alias(name) for name, (_, one) in columns.items())])
    computed = parsed.with_columns(
        wanted=pl.col("opening") + pl.col("charged") + pl.col("adjusted") - pl.col("shortfall") - pl.col("paid")
    )
    names = [name for name in columns if name not in _MAY_BE_NULL]
    wrong = [texts_of(frame, name).is_in(list(columns[name][1].errors)).alias(f"wrong_{name}") for name in _MAY_BE_NULL]
    computed = computed.with_columns(wrong)
    is_good = (
        pl.all_horizontal(pl.col(names).is_not_null())
        & ~pl.any_horizontal(f"wrong_{name}" for name in _MAY_BE_NULL)
        & (pl.col("closing") == pl.col("wanted"))
        & (pl.col("payable") == pl.max_horizontal("closing", pl.lit(0)))
    )
    marks = computed.select(is_good.fill_null(value=False)).to_series()
    bad = computed.with_columns(frame.select(pl.exclude("line").name.prefix("text_"))).filter(~marks)
    problems = [list(_problems(row, columns, layout)) for row in bad.iter_rows(named=True)]
    return Parsed(computed.filter(marks).select(STAGED), problems)


def _columns(frame: pl.DataFrame, lookups: Lookups, account_key: str) -> dict[str, tuple[str, ColumnValues]]:
    """Return the values of each column of the table with the key of the file's column they come from."""
    columns = columns_of_keys(frame, lookups, account_key, service_key="service")
    columns |= {
        "unit": ("unit", mapped_column(texts_of(frame, "unit"), unit_text, pl.String())),
        "volume": ("volume", quantity_column(texts_of(frame, "volume"))),
        "rate": ("rate", quantity_column(texts_of(frame, "rate"), rate=True)),
    }
    for key, empty in MONEY.items():
        columns[key] = (key, money_column(texts_of(frame, key), empty=empty))
    for key in SAID:
        columns[key] = (key, said_column(texts_of(frame, key), is_money=key in SAID_MONEY))
    columns["document_number"] = ("document_number", _worded(texts_of(frame, "document_number"), _document_number))
    columns["valid_until"] = ("valid_until", _worded(texts_of(frame, "valid_until"), _day))
    columns["payable"] = ("payable", _payable(frame, columns["closing"][1].values))
    return columns


def columns_of_keys(
    frame: pl.DataFrame, lookups: Lookups, account_key: str, *, service_key: str
) -> dict[str, tuple[str, ColumnValues]]:
    """Return account, month and service of the rows; `service_key` is the column that names the service of the line."""
    units = _first_units(frame) if service_key == "service" else {}
    return {
        "account_id": (account_key, lookups.account(frame[account_key])),
        "month": ("month", mapped_column(texts_of(frame, "month"), lookups.month, pl.String())),
        "service_id": (
            service_key,
            mapped_column(frame[service_key], lambda name: lookups.service(name, units.get(name, "")), pl.Int64()),
        ),
    }


def said_column(texts: pl.Series, *, is_money: bool) -> ColumnValues:
    """Return what the file says of a fact that it may leave out: null where it does, as where it is wrong."""
    read = money_column(texts, empty="0") if is_money else quantity_column(texts)
    is_blank = texts.str.strip_chars() == ""
    values = pl.select(pl.when(is_blank).then(None).otherwise(read.values)).to_series()
    return ColumnValues(values, read.errors)


def _worded(texts: pl.Series, parse: Callable[[str], str]) -> ColumnValues:
    """Return what the file says of the bill as text; null where it says nothing."""
    read = mapped_column(texts, parse, pl.String())
    return ColumnValues(pl.select(pl.when(read.values != "").then(read.values)).to_series(), read.errors)


def _payable(frame: pl.DataFrame, closing: pl.Series) -> ColumnValues:
    """Return what the file says is to be paid; where it says nothing, what it should."""
    texts = texts_of(frame, "payable")
    given = money_column(texts, empty="0")
    should = closing.clip(lower_bound=0)
    values = pl.select(pl.when(texts.str.strip_chars() == "").then(should).otherwise(given.values)).to_series()
    return ColumnValues(values, given.errors)


def texts_of(frame: pl.DataFrame, key: str) -> pl.Series:
    """Return a column of texts, empty ones where the file has no such column."""
    return frame[key] if key in frame.columns else pl.Series(key, [""], dtype=pl.String).new_from_index(0, frame.height)


def _first_units(frame: pl.DataFrame) -> dict[str, str]:
    """Return a unit for each service, for services that are to be created."""
    if "unit" not in frame.columns:
        return {}
    first = frame.group_by("service", maintain_order=True).agg(pl.col("unit").first())
    return {name: " ".join(unit.split()) for name, unit in first.iter_rows()}


def unit_text(text: str) -> str:
    """Return a unit as it is stored."""
    return clean_text(text, longest=20)


def _document_number(text: str) -> str:
    return clean_text(text, longest=40)


def _day(text: str) -> str:
    return parse_day(text).isoformat() if text.strip() else ""


def _problems(
    row: dict[str, object], columns: dict[str, tuple[str, ColumnValues]], layout: Layout
) -> Iterator[Problem]:
    line = row["line"]
    assert isinstance(line, int)  # noqa: S101 - the reader numbers every row
    is_wrong = False
    for name, (key, values) in columns.items():
        if row[name] is None:
            text = str(row.get(f"text_{key}") or "")
            error = values.errors.get(text)
            if error is None:
                continue  # follows from another cell of the row
            is_wrong = True
            yield Problem(line, layout.titles.get(key, ""), text[:200], error.reason, error.remedy)
    if not is_wrong:
        yield _sum_problem(line, row, layout)


def _sum_problem(line: int, row: dict[str, object], layout: Layout) -> Problem:
    kopecks = {name: value for name in (*MONEY, "payable") if isinstance(value := row[name], int)}
    parts = BalanceParts(*(Money(kopecks[name]) for name in ("opening", "charged", "adjusted", "shortfall", "paid")))
    closing = Money(kopecks["closing"])
    if parts.closing != closing:
        error = CellError(
            f"Сальдо не сходится: {parts.opening} + {parts.charged} + ({parts.adjusted}) − {parts.shortfall} − "
            f"{parts.paid} = {parts.closing}, а в файле {closing}.",
            "Проверьте суммы этой строки: исх. = вх. + начислено + перерасчёт − недоставка − оплачено.",
        )
        return Problem(line, layout.titles["closing"], str(row["text_closing"]), error.reason, error.remedy)
    return Problem(
        line,
        layout.titles["payable"],
        str(row["text_payable"]),
        f"К оплате должно быть {max(Money(0), closing)}: исходящее сальдо {closing}.",
        "К оплате — исходящее сальдо, а при переплате 0,00.",
    )
