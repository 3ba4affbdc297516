"""Rows of a file of payments that are no payments: the same columns and words as in the files of banks.

Money out, cancelled or in another currency is left out and counted; what is not understood, or says both, is an error
of its row, and the file is not loaded.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from kvita.calc.money import Money
from kvita.core.wording import say_number, say_rubles
from kvita.exchange.kinds.rows import Row
from kvita.exchange.readers import OTHERS, Layout
from kvita.exchange.values.headings import TITLES, may_be_kind, read_sign, sign_key
from kvita.exchange.values.signs import Sign, direction_of, is_out_of_place

_AGAINST: Final = (Sign.FOREIGN, Sign.NOT_DONE, Sign.OUT)
_EMPTY_IS_NO: Final = frozenset(("cancelled", "returned", "reason", "debit"))
_SHOWN_LINES: Final = 10
_REMEDY: Final = "Если это платёж, исправьте слово или уберите столбец; если нет, уберите строку."


@dataclass(slots=True)
class LeftOut:
    """Rows of one kind that are no payments: how many, their kopecks, the lines of the first of them."""

    count: int = 0
    kopecks: int = 0
    lines: list[int] = field(default_factory=list)


class PaymentSigns:
    """Reads the columns that change what a row of payments means."""

    def __init__(self, layout: Layout) -> None:
        titles = {key: title for key, title in layout.titles.items() if key.startswith(f"{OTHERS.key}:")}
        self._signs = {key: sign for key, title in titles.items() if (sign := sign_key(title))}
        self._rest = {key: may_be_kind(title) for key, title in titles.items() if key not in self._signs}
        self._left: dict[Sign, LeftOut] = defaultdict(LeftOut)
        self.known = tuple(titles[key] for key in self._signs)

    def is_payment(self, row: Row, kopecks: int | None) -> bool:
        """Tell whether a row is a payment; one that is not is counted. A cell that is not understood is a problem."""
        found = [self._read(row, key, sign, kopecks) for key, sign in self._signs.items()]
        bad = next((it for it in _AGAINST if it in found), None)
        if bad is None:
            self._look_at_rest(row)
            return True
        if row.problems:
            return True
        left = self._left[bad]
        left.count += 1
        left.kopecks += abs(kopecks or 0)
        left.lines += [row.line] if len(left.lines) < _SHOWN_LINES else []
        return False

    def told(self) -> Iterator[str]:
        """Yield a sentence for each kind of rows left out."""
        for sign, left in self._left.items():
            lines = ", ".join(map(str, left.lines)) + (" и другие" if left.count > len(left.lines) else "")
            yield (
                f"Не взяты {sign.value}: строк {say_number(left.count)} на {say_rubles(Money(left.kopecks))} "
                f"(строки {lines}). Это не поступления."
            )

    def _read(self, row: Row, key: str, sign_key_: str, kopecks: int | None) -> Sign | None:
        text = row.cells.get(key, "").strip()
        sign = read_sign(sign_key_, text, kopecks)
        if not text and sign_key_ not in _EMPTY_IS_NO:
            row.refuse(key, "Ячейка пустая: неясно, пришли ли деньги.", "Заполните её или уберите столбец.")
        elif sign is None:
            row.refuse(key, f"Непонятно, что это значит ({TITLES[sign_key_]}).", _REMEDY)
        elif sign is Sign.UNSURE:
            row.refuse(key, "Неясно, пришли ли деньги.", _REMEDY)
        return sign

    def _look_at_rest(self, row: Row) -> None:
        for key, is_kind in self._rest.items():
            text = row.cells.get(key, "").strip()
            if is_out_of_place(text) or (is_kind and direction_of(text) is Sign.OUT):
                row.refuse(key, "Похоже на возврат, отмену или списание.", _REMEDY)
