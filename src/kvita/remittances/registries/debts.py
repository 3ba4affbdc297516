"""What residents owe, for a bank that takes payments by account number."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from kvita.remittances.registries.encoding import END, cell, comma, point


@dataclass(frozen=True, slots=True)
class DebtLine:
    """An account with what is due on it, in kopecks. Address parts are plain: `Тест`, `ул Пушкина`, `10`, `5`."""

    account: str
    payer: str
    unified_account: str
    fias: str
    city: str
    street: str
    house: str
    flat: str
    amount: int


def sber_debts(lines: Iterable[DebtLine]) -> str:
    """Return rows `ФИО;ЕЛС;ФИАС,кв;адрес;ЛС;сумма` for Sberbank."""
    return "".join(
        ";".join(
            (
                cell(line.payer),
                cell(line.unified_account),
                cell(f"{line.fias},{line.flat}" if line.fias else ""),
                cell(_address(line)),
                cell(line.account),
                comma(line.amount),
            )
        )
        + END
        for line in lines
    )


def gorod_debts(lines: Sequence[DebtLine], *, service_code: str) -> str:
    """Return the registry of «Система Город»: the sum of the file, its type, the service, a row for each account."""
    head = [f"#FILESUM {point(sum(line.amount for line in lines))}", "#TYPE 7", f"#SERVICE {cell(service_code)}"]
    rows = [";".join((cell(line.payer), cell(_parts(line)), cell(line.account), point(line.amount))) for line in lines]
    return "".join(f"{row}{END}" for row in [*head, *rows])


def sber_file_name(*, inn: str, settlement_account: str, number: int, day: dt.date) -> str:
    """Return `ИНН_РС_NNN_MMYY.txt`, as Sberbank wants it."""
    return f"{inn}_{settlement_account}_{number:03d}_{day:%m%y}.txt"


def _address(line: DebtLine) -> str:
    parts = (
        f"г {line.city}" if line.city else "",
        line.street,
        f"д {line.house}" if line.house else "",
        f"кв {line.flat}" if line.flat else "",
    )
    return ", ".join(part for part in parts if part)


def _parts(line: DebtLine) -> str:
    parts = (line.city, line.street, line.house, line.flat)
    return ",".join(part.replace(",", " ") for part in parts if part)
