"""Our payments as a registry: in Sberbank's layout, which accounting programs read, or as a table with a header."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from kvita.remittances.registries.encoding import END, cell, comma

HEADER: Final = (
    "Платежный код;Лицевой счет;ФИО;Адрес;Расчетный месяц;Дата платежа;Дата учёта;За какой месяц оплачено;"
    "Место платежа;Номер операции;Сумма платежа"
)


@dataclass(frozen=True, slots=True)
class PaymentLine:
    """A payment that is told. `amount` is kopecks, below zero for money given back; `operation` is ours."""

    operation: int
    number: str
    code: str
    payer: str
    address: str
    amount: int
    paid_on: dt.date
    posted_on: dt.date | None
    accounting_month: dt.date
    for_month: dt.date | None
    place: str
    reference: str = ""


def sber_payments(lines: Iterable[PaymentLine], *, day: dt.date, number: int) -> str:
    """Return the layout D1L6A8S10C12F7 with its line of totals: no fee, all is transferred."""
    rows, count, total = [], 0, 0
    for line in lines:
        month = line.for_month or line.accounting_month
        amount = comma(line.amount)
        cells = (
            f"{line.paid_on:%d-%m-%Y}", "00-00-00", "0000", "KVITA", f"{line.operation:012d}", cell(line.code),
            cell(line.payer), cell(line.address), f"{month:%m%y}", amount, amount, "0,00",
        )  # fmt: skip
        rows.append(";".join(cells) + END)
        count, total = count + 1, total + line.amount
    rows.append(f"={count};{comma(total)};{comma(total)};0,00;{number};{day:%d-%m-%Y};{END}")
    return "".join(rows)


def csv_payments(lines: Iterable[PaymentLine]) -> str:
    """Return a table with the names of columns that `kvita import payments` knows, and «Итого»."""
    rows, total = [HEADER + END], 0
    for line in lines:
        cells = (
            cell(line.code), cell(line.number), cell(line.payer), cell(line.address), f"{line.accounting_month:%m.%Y}",
            f"{line.paid_on:%d.%m.%Y}", f"{line.posted_on:%d.%m.%Y}" if line.posted_on else "",
            f"{line.for_month:%m.%Y}" if line.for_month else "", cell(line.place), cell(line.reference),
            comma(line.amount),
        )  # fmt: skip
        rows.append(";".join(cells) + END)
        total += line.amount
    rows.append(f"Итого;;;;;;;;;;{comma(total)}{END}")
    return "".join(rows)
