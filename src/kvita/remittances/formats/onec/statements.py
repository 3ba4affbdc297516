"""Parts of a statement for 1C: what its sections say was received, and fields that turn a document round."""

import datetime as dt
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from kvita.calc.money import Money
from kvita.core.wording import say_rubles
from kvita.exchange.values import CellError
from kvita.exchange.values.headings import TITLES, read_sign, sign_key
from kvita.exchange.values.signs import Sign, given_back_in
from kvita.remittances.formats.cells import read_day, read_sum
from kvita.remittances.formats.contents import BankFileError

_SECTION_KEYS: Final = ("ДатаНачала", "ДатаКонца", "НачальныйОстаток", "ВсегоПоступило", "ВсегоСписано")
_NAMES: Final = ("Плательщик", "Получатель", "НазначениеПлатежа", "Номер", "Дата", "Сумма")
_ACCOUNT_LENGTH: Final = 20
_CURRENCY: Final = slice(5, 8)  # of a settlement account: the code of its currency
_ROUBLES: Final = ("810", "643")


class Section(NamedTuple):
    """Days of one section, and what it says was received, in kopecks; None where it does not tell."""

    start: dt.date | None
    end: dt.date | None
    received: int | None

    def holds(self, other: "Section") -> bool:
        """Tell whether the days of another section are some of the days of this one."""
        if self.start is None or self.end is None or other.start is None or other.end is None:
            return False
        return self[:2] != other[:2] and self.start <= other.start and other.end <= self.end


@dataclass(slots=True)
class Statement:
    """What the sections say of one settlement account."""

    sections: list[Section] = field(default_factory=list)
    seen: set[tuple[str, ...]] = field(default_factory=set)

    def add(self, texts: Mapping[str, str]) -> None:
        """Add a section: a statement of several days has one for each day, and a copied one counts once.

        Without days nobody can tell a copy from the section of another day: both count.
        """
        key = tuple(texts.get(name, "") for name in _SECTION_KEYS)
        if key in self.seen and any(key[:2]):
            return
        self.seen.add(key)
        start, end = _day(texts.get("ДатаНачала", "")), _day(texts.get("ДатаКонца", ""))
        self.sections.append(Section(start, end or start, _received(texts)))

    @property
    def received(self) -> int | None:
        """What the account received, in kopecks; None where a section does not tell.

        A section of a period stands for those of its days. Raises `BankFileError` "totals" where they bring more.
        """
        whole = [it for it in self.sections if not any(other.holds(it) for other in self.sections)]
        for section in whole:
            days = sum(it.received or 0 for it in self.sections if section.holds(it) and it.start == it.end)
            if section.received is not None and days > section.received:
                told, found = say_rubles(Money(section.received)), say_rubles(Money(days))
                raise BankFileError(
                    "totals",
                    f"Выписка не сходится сама с собой: за весь срок поступило {told}, а по дням {found}. "
                    "Скачайте выписку у банка заново.",
                )
        return None if any(it.received is None for it in whole) else sum(it.received or 0 for it in whole)


def sign_of(line: int, texts: Mapping[str, str], receiver: str, *, known: Collection[str]) -> Sign | None:
    """Return why a document is no receipt though it was paid to us: fields beyond the `known` say so, or the account.

    Raises `BankFileError` "columns" for a field of direction, state or currency that nobody understands.
    """
    if len(receiver) == _ACCOUNT_LENGTH and receiver[_CURRENCY] not in _ROUBLES:
        return Sign.FOREIGN
    for name, text in texts.items():
        if name in known or not text or not (key := sign_key(name)):
            continue
        sign = read_sign(key, text, _sum(texts.get("Сумма", "")))
        if sign is None:
            raise BankFileError(
                "columns",
                f"Строка {line}, поле «{name}»: непонятно, что значит «{text[:40]}» ({TITLES[key]}). "
                "Уберите этот документ из файла или исправьте слово, потом загрузите файл снова.",
            )
        if sign in (Sign.OUT, Sign.NOT_DONE, Sign.FOREIGN):
            return sign
    return None


def doubt_of(texts: Mapping[str, str]) -> str:
    """Return why a person has to look: a word of a return in a field that is no name and no purpose."""
    for name, text in texts.items():
        if name.startswith(_NAMES) or not text:
            continue
        if given_back_in(text) or ((key := sign_key(name)) and read_sign(key, text, None) is Sign.UNSURE):
            return f"В поле «{name}» стоит «{text[:40]}»: решает человек."
    return ""


def _day(text: str) -> dt.date | None:
    try:
        return read_day(text) if text else None
    except CellError:
        return None


def _sum(text: str) -> int | None:
    try:
        return read_sum(text) if text else None
    except CellError:
        return None


def _received(texts: Mapping[str, str]) -> int | None:
    return _sum(texts.get("ВсегоПоступило", ""))
