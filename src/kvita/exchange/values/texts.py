"""Names, codes and addresses: kept as written, compared tolerantly."""

import re
import unicodedata
from collections.abc import Iterable
from difflib import get_close_matches
from typing import Final

from kvita.exchange.values.errors import CellError

# Letters that pass for digits in an account number.
_LOOK_LIKE_DIGITS = str.maketrans("ОоOoЗзIlІ", "000033111")
_MONTH_OR_YEAR = re.compile(r"0?[1-9]|1[0-2]|(?:19|20)[0-9]{2}")
_LONGEST_GROUP: Final = 4  # digits
_CODE = re.compile(r"[0-9A-Za-zА-Яа-яЁё][0-9A-Za-zА-Яа-яЁё/.\-]*")
# A long number as a spreadsheet shows it: 2,2565404E+07. Serial numbers with an E in them have no point before it.
_POWER = re.compile(r"([1-9])[.,]([0-9]+)[EeЕе]\+?([0-9]{1,2})")
_ADDRESS = re.compile(r"(?P<street>.+?)[,\s]+(?:д\.|дом\b|д\b)\s*(?P<number>[^,]+?)(?:[,\s]+кв(?:\.|\b).*)?")
_STREET_KINDS: Final = ("улица", "ул")
CODE_REMEDY: Final = "Проверьте номер или сначала загрузите лицевые счета."


def clean_text(text: str, *, longest: int) -> str:
    """Return the text with single spaces. Raises `CellError` when it is too long or holds control characters."""
    cleaned = " ".join(text.split())
    if len(cleaned) > longest:
        raise CellError(f"Слишком длинно: {len(cleaned)} знаков, а можно {longest}.", "Сократите текст.")
    if any(unicodedata.category(char) == "Cc" for char in cleaned):
        raise CellError("В тексте есть невидимые знаки.", "Наберите текст заново.")
    return cleaned


def parse_code(text: str, *, longest: int = 30) -> str:
    """Return an account number or payment code: letters, digits, «/», «-», «.»; leading zeros are kept.

    Spaces between groups of digits say nothing, but for one before a month or a year: `551501 09` is not 55150109.
    """
    parts = text.split()
    cleaned = "".join(parts)
    if len(parts) > 1 and len(parts[0]) > _LONGEST_GROUP and _MONTH_OR_YEAR.fullmatch(parts[-1]):
        raise CellError(f"За номером стоит ещё «{parts[-1]}».", "Оставьте в ячейке один номер.")
    if len(cleaned) > longest or not _CODE.fullmatch(cleaned):
        raise CellError("Это не похоже на номер счёта.", "Впишите номер, например 551412.")
    return cleaned


def parse_serial(text: str, *, longest: int = 40) -> str:
    """Return the serial number of a meter; `2.2565404E7` of a spreadsheet is 22565404. Raises `CellError`."""
    cleaned = clean_text(text, longest=longest)
    match = _POWER.fullmatch(cleaned)
    if match is None:
        return cleaned
    if len(match[2]) != int(match[3]):
        raise CellError(
            "Номер записан со степенью, часть цифр потеряна.",
            "Задайте столбцу в таблице формат «Текстовый» и впишите номера заново.",
        )
    return match[1] + match[2]


def comparable(text: str) -> str:
    """Return letters and digits only, without case and «ё»: `ООО УК «Ромашка»` equals `ооо ук "РОМАШКА"`."""
    folded = text.casefold().replace("ё", "е")
    return "".join(char for char in folded if char.isalnum())


def comparable_name(text: str) -> str:
    """Return the text without case, «ё» and extra spaces; punctuation stays, for it tells services apart."""
    return " ".join(text.casefold().replace("ё", "е").split())


def comparable_street(text: str) -> str:
    """Return the street without its kind: `ул. Гарифа Ахунова` equals `ГАРИФА АХУНОВА`."""
    words = [word for word in re.split(r"[\s.,]+", text.casefold().replace("ё", "е")) if word]
    return "".join(word for word in words if word not in _STREET_KINDS)


def split_address(text: str) -> tuple[str, str]:
    """Return street and house of `ГАРИФА АХУНОВА, д. 14`; a text without «д.» is all street."""
    match = _ADDRESS.fullmatch(text)
    return (match["street"].rstrip(" ,"), match["number"].strip()) if match else (text, "")


def nearest(text: str, known: Iterable[str]) -> str:
    """Return the known name nearest to this one, or nothing when none is near."""
    names = {comparable_name(name): name for name in known}
    found = get_close_matches(comparable_name(text), names, n=1, cutoff=0.6)
    return names[found[0]] if found else ""


def code_guesses(code: str) -> list[str]:
    """Return what an unknown account number may have meant: letters for digits, lost or added zeros."""
    digits = code.translate(_LOOK_LIKE_DIGITS)
    stripped = digits.lstrip("0")
    return [guess for guess in dict.fromkeys((digits, stripped, f"0{digits}", f"00{digits}")) if guess != code]
