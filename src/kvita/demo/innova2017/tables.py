"""Reads the four files of data/innova-2017-08: accounts, charges, meters and payments as the manual prints them."""

import csv
import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from importlib.resources import files
from typing import Final

from kvita.calc.money import Money
from kvita.calc.period import Month
from kvita.calc.rounding import round_half_up

MONTHS: Final = ("янв", "фев", "мар", "апр", "май", "июн", "июл", "авг", "сен", "окт", "ноя", "дек")
ENCODINGS: Final = {"accounts": "utf-8", "charges": "cp1251", "meters": "utf-8-sig", "payments": "utf-8"}

Row = dict[str, str]


@dataclass(frozen=True, slots=True)
class PrintedCharge:
    """A row of the table of charges; money in kopecks."""

    service: str
    unit: str
    rate: Decimal
    volume: Decimal
    paid: int
    opening: int
    charged: int
    adjusted: int
    shortfall: int
    closing: int


def read_table(name: str) -> list[Row]:
    """Return the rows of a file by their headers."""
    text = (files("kvita.demo") / "data" / "innova-2017-08" / f"{name}.csv").read_text(encoding=ENCODINGS[name])
    delimiter = "," if name == "payments" else ";"
    return list(csv.DictReader(text.splitlines(), delimiter=delimiter))


def printed_charges() -> list[PrintedCharge]:
    """Return the thirteen lines of August 2017."""
    return [
        PrintedCharge(
            service=row["Услуга"],
            unit=row["Ед.измер"],
            rate=number(row["Тариф"]),
            volume=number(row["Расход"]),
            paid=kopecks(row["Оплачено"]),
            opening=kopecks(row["Вх.сальдо"]),
            charged=kopecks(row["Начислено"]),
            adjusted=kopecks(row["Перерасчет"]),
            shortfall=kopecks(row["Недоставка"]),
            closing=kopecks(row["Исх.сальдо"]),
        )
        for row in read_table("charges")
    ]


def number(text: str) -> Decimal:
    """Read `1 234,56`, `3 000.00` or nothing (0)."""
    return Decimal("".join(text.split()).replace(",", ".") or "0")


def kopecks(text: str) -> int:
    """Read a sum of money."""
    return Money.from_rubles(number(text)).kopecks


def day(text: str) -> dt.date | None:
    """Read `1 сен 2017`; nothing is None."""
    if not text.strip():
        return None
    day_text, name, year = text.split()
    return dt.date(int(year), MONTHS.index(name) + 1, int(day_text))


def month(text: str) -> Month:
    """Read the month of a day."""
    found = day(text)
    if found is None:
        raise ValueError("a month is missing")
    return Month.of(found)


def hidden_volume(printed: Decimal, rate: Decimal, charged: int) -> Decimal:
    """Return the volume with the fewest digits that is printed so and makes the printed charge.

    The manual rounds volumes to two decimals, so that 18,84 × 10,42 is not the 196,28 beside it; 10,418 is.

    Raises:
        ValueError: no volume of 7 decimals does both.
    """
    for places in range(2, 8):
        step = Decimal(1).scaleb(-places)
        candidate = (
            ((Decimal(charged) - Decimal("0.5")) / 100 / rate).quantize(step, "ROUND_CEILING") if rate else printed
        )
        if Money.rounded(candidate * rate).kopecks == charged and round_half_up(candidate) == printed:
            return candidate
    raise ValueError(f"no volume printed as {printed} makes {charged} kopecks at {rate}")
