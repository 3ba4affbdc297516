"""A file's own totals against its rows."""

from collections.abc import Sequence
from typing import NoReturn

from kvita.calc.money import Money
from kvita.core.wording import counted, say_rubles
from kvita.remittances.formats.contents import BankFileError, BankRow, Totals


def check_totals(totals: Totals, rows: Sequence[BankRow], *, unread: int) -> None:
    """Raise `BankFileError` "totals" unless the totals are those of the rows; what totals do not tell is not compared.

    `unread` is the number of lines whose sum could not be read: they count as rows, and they make sums disagree.
    """
    count = len(rows) + unread
    amount, fee = sum(row.amount for row in rows), sum(row.fee for row in rows)
    pairs = (
        ("строк", totals.count, count, str),
        ("сумма", totals.amount, amount, _rubles),
        ("к перечислению", totals.transfer, amount - fee, _rubles),
        ("комиссия", totals.fee, fee, _rubles),
    )
    wrong = [
        f"{name} {say(told)}, а в строках {say(found)}"
        for name, told, found, say in pairs
        if told is not None and told != found
    ]
    if wrong:
        refuse_totals(totals.line, wrong, unread=unread)


def say_sums(name: str, told: int, found: int) -> str:
    """Return in words how a sum of kopecks disagrees."""
    return f"{name} {_rubles(told)}, а в строках {_rubles(found)}"


def refuse_totals(line: int, wrong: Sequence[str], *, unread: int) -> NoReturn:
    """Raise `BankFileError` "totals" for the totals in this line."""
    lines = f" Не прочитано {counted(unread, 'строка', 'строки', 'строк')}." if unread else ""
    raise BankFileError(
        "totals",
        f"Файл не сходится сам с собой (итог в строке {line}): {'; '.join(wrong)}.{lines} "
        "Скачайте реестр у банка заново.",
    )


def _rubles(kopecks: int) -> str:
    return say_rubles(Money(kopecks))
