"""What the manual of the portal prints about the accounts 551412 and 660020: the figures that the pages must show."""

import csv
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Final

DATA: Final = Path(__file__).parents[1] / "data" / "innova-2017-08"
RESIDENT_551412: Final = "hasanova@example.com"
RESIDENT_660020: Final = "ivanov@example.com"
PORTAL: Final = "innova"
DUE: Final = "1\u00a0537,15\u00a0₽"
MONEY_COLUMNS: Final = ("Оплачено", "Вх.сальдо", "Начислено", "Перерасчет", "Недоставка", "Исх.сальдо", "Коплате")


@dataclass(frozen=True, slots=True)
class Charge:
    """A line of the manual's table of charges."""

    service: str
    rate: Decimal
    volume: Decimal
    money: tuple[Decimal, ...]  # in the order of MONEY_COLUMNS

    @property
    def due(self) -> Decimal:
        """What is to be paid for the service."""
        return self.money[-1]

    def column(self, name: str) -> Decimal:
        """Return one of MONEY_COLUMNS."""
        return self.money[MONEY_COLUMNS.index(name)]


def charges() -> list[Charge]:
    """Return the thirteen lines of August 2017, as the file of the manual has them."""
    return [
        Charge(
            service=row["Услуга"],
            rate=parse(row["Тариф"]),
            volume=parse(row["Расход"]),
            money=tuple(parse(row[name]) for name in MONEY_COLUMNS),
        )
        for row in _rows("charges.csv", encoding="cp1251")
    ]


def meters() -> list[dict[str, str]]:
    """Return the six meters of 551412."""
    return _rows("meters.csv", encoding="utf-8-sig")


def _rows(name: str, *, encoding: str) -> list[dict[str, str]]:
    with (DATA / name).open(encoding=encoding, newline="") as file:
        return list(csv.DictReader(file, delimiter=";"))


def parse(text: str) -> Decimal:
    """Read a number as people write it: `1 054,21 ₽`, `−409,43`, `+118,54`, `6858.0000`."""
    kept = text.replace("\u2212", "-").replace(",", ".").replace("₽", "")
    return Decimal("".join(kept.split()))


def written(amount: Decimal) -> str:
    """Write an amount as the pages do: `1 537,15`, `−31,05`."""
    text = f"{abs(amount):,.2f}".replace(",", "\u00a0").replace(".", ",")
    return ("\u2212" if amount < 0 else "") + text
