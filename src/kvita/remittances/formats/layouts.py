"""Column layouts that are known, as data: where each bank writes what. Columns count from 1, as in their names.

The names of Sberbank's layouts tell the columns: D date, L account, A address, S sum, C commission, F name.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

KEYS: Final = {
    "account": "лицевой счёт",
    "amount": "сумма",
    "paid_on": "дата платежа",
    "posted_on": "дата поступления",
    "operation": "номер операции",
    "agent": "отделение или касса",
    "payer": "плательщик",
    "address": "адрес",
    "for_month": "за какой месяц",
    "fee": "комиссия",
    "transfer": "к перечислению",
    "order_number": "номер платёжного поручения",
    "purpose": "назначение платежа",
    "unified_account": "ЕЛС",
}
"""What a column of a bank file can hold, and how it is called."""

REQUIRED: Final = ("account", "amount", "paid_on")


@dataclass(frozen=True, slots=True)
class ColumnLayout:
    """A text file with fixed columns. `width` is the number of cells; one empty cell more at the end is allowed.

    `totals` begins the line with the totals, `comment` lines that say nothing.
    """

    name: str
    family: str
    place: str
    separator: str
    width: int
    columns: Mapping[str, int]
    totals: str = "="
    comment: str = "#"


SBER: Final = "Сбербанк"
POST: Final = "Почта России"

LAYOUTS: Final = (
    ColumnLayout(
        "Сбербанк D1L6A7S8C10", "sber", SBER, ";", 10,
        {"paid_on": 1, "agent": 3, "operation": 5, "account": 6, "address": 7, "amount": 8, "transfer": 9, "fee": 10},
    ),
    ColumnLayout(
        "Сбербанк D1L6A8S9C11F7", "sber", SBER, ";", 11,
        {"paid_on": 1, "agent": 3, "operation": 5, "account": 6, "payer": 7, "address": 8, "amount": 9, "transfer": 10,
         "fee": 11},
    ),
    ColumnLayout(
        "Сбербанк D1L6A8S10C12F7", "sber", SBER, ";", 12,
        {"paid_on": 1, "agent": 3, "operation": 5, "account": 6, "payer": 7, "address": 8, "for_month": 9, "amount": 10,
         "transfer": 11, "fee": 12},
    ),
    ColumnLayout(
        "Почта D7L1A3S5", "post", POST, ";", 7,
        {"account": 1, "payer": 2, "address": 3, "for_month": 4, "amount": 5, "fee": 6, "paid_on": 7},
    ),
    ColumnLayout(
        "Почта D8L1A3S5C6", "post", POST, ";", 8,
        {"account": 1, "payer": 2, "address": 3, "for_month": 4, "amount": 5, "fee": 6, "paid_on": 8},
    ),
    ColumnLayout(
        "Губкинский реестр", "gubkin", "Банк", "|", 8,
        {"posted_on": 1, "order_number": 2, "paid_on": 3, "agent": 4, "operation": 6, "amount": 7, "account": 8},
    ),
)  # fmt: skip
