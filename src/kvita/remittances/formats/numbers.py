"""Numbers of accounts as banks and payers write them: where a number ends, and what may be meant instead."""

import re
from dataclasses import dataclass
from typing import Final

from kvita.remittances.formats.cells import clean

_SIGNS: Final = r"[-/\\._\u2013\u2014|]"
TOKEN: Final = rf"[0-9A-ZА-ЯЁ]+(?:{_SIGNS}+[0-9A-ZА-ЯЁ]+)*"
# What makes a sum of the number before it.
CURRENCY: Final = (
    r"\s*(?:(?:РУБ(?:Л(?:ЬЮ?|Я(?:М|МИ|Х)?|ЕЙ|[ЕЮ]М?))?|КОП(?:Е[А-ЯЁ]{1,3})?|ТЫС(?:ЯЧ[А-ЯЁ]?)?|RUB|RUR)(?![A-ZА-ЯЁ])"
    r"|Р(?![A-ZА-ЯЁ0-9/\\-])|₽)"
)
# A sum never begins with a zero: in «551 501 200 000 р» the last two groups are one.
_NO_SUM: Final = (
    rf"(?![0-9])(?![.,][0-9]{{1,2}}(?![0-9./-]))(?!{CURRENCY})"
    rf"(?!(?:[ \u00a0]0[0-9]{{2}})+(?:[.,][0-9]{{2}})?{CURRENCY})"
)
GROUPED: Final = rf"[0-9]{{1,3}}(?:[ \u00a0][0-9]{{3}})+{_NO_SUM}(?:{_SIGNS}+[0-9A-ZА-ЯЁ]+)*"
_SIGN_RUN = re.compile(rf"{_SIGNS}+")
# What may stand behind a sign without being a part of the number: a month with its year, a day, a word.
_NO_NUMBER = re.compile(
    r"(?:0?[1-9]|1[0-2])[./-]?20[0-9]{2}(?![0-9])|(?:0[1-9]|1[0-2])[./][0-9]{2}(?![0-9./-])"
    r"|[0-3]?[0-9]([./-])(?:0?[1-9]|1[0-2])\1(?:20)?[0-9]{2}(?![0-9])"
    r"|[A-ZА-ЯЁ]{3,}|(?:ЗА|НА|ОТ|ПО|КВ|УЛ|Д|Г)(?![A-ZА-ЯЁ])",
    re.IGNORECASE,
)
_LETTER_AT_END = re.compile(rf"(?<=[0-9]){_SIGNS}(?=[A-ZА-ЯЁ]$)", re.IGNORECASE)
# «Лицевой счёт» in the ways in which people and banks write it.
LABEL: Final = (
    r"(?:ЛИЦ[А-ЯЁ]{0,6}\.?[\s/-]*СЧ[А-ЯЁ]{0,4}\.?|ЛИЦЕВ[А-ЯЁ]{2,3}\.?|Л[\s.]*[/\\|.-]\s*СЧ?(?:[ЕЁ]Т[А-ЯЁ]{0,2})?\.?"
    r"|Л\s?СЧ(?:[ЕЁ]Т[А-ЯЁ]{0,2})?\.?|Л\s?С|L\s*/?\s*S|ЛЦ|АБОНЕНТСК[А-ЯЁ]{2}\s+(?:НОМЕР|СЧ[ЕЁ]Т)|АБОНЕНТ[А-ЯЁ]{0,2}|АБ\."
    r"|КОД\s+(?:ПЛАТЕЛЬЩИКА|АБОНЕНТА|ПОТРЕБИТЕЛЯ)|ПЛАТ[ЕЁ]ЖН[А-ЯЁ]{2}\s+КОД|CLIENT\s?NO|PERS\.?\s?ACC(?:OUNT)?)"
)
BETWEEN: Final = (
    r"(?:[\s:;№#N=_.,(\[«\"'–—-]|НОМЕР(?![А-ЯЁ])|НОМ\.|(?:АБОНЕНТА|ПЛАТЕЛЬЩИКА|ПОТРЕБИТЕЛЯ|КЛИЕНТА|СОБСТВЕННИКА"
    r"|КВАРТИРОСЪ[ЕЁ]МЩИКА|НАНИМАТЕЛЯ|ЖИЛЬЦА|ЖКУ|ЖКХ)(?![А-ЯЁ]))*"
)
# Three and more groups of one or two digits are one number: 55 14 12, 5 5 1 4 1 2.
SMALL_GROUPS: Final = (
    rf"(?:[0-9]{{1,2}}(?:[ \u00a0][0-9]{{2}}){{2,}}|[0-9](?:[ \u00a0][0-9]){{2,}})"
    rf"(?![ \u00a0]?[0-9.,])(?!{CURRENCY})(?!{_SIGNS}[0-9])"
)
# In a cell of its own there may be groups of four too: 5514 1200.
_EVEN: Final = rf"(?:{SMALL_GROUPS}|[0-9]{{1,4}}(?:[ \u00a0][0-9]{{4}})+(?![ \u00a0]?[0-9.,]))"
_CELL = re.compile(
    rf"(?:{LABEL}(?![A-ZА-ЯЁ]){BETWEEN})?[№#N\s:]*(?P<number>{GROUPED}|{_EVEN}|{TOKEN})(?P<rest>.*)",
    re.IGNORECASE | re.DOTALL,
)


UNIFIED: Final = r"[0-9]{2}[0-9A-ZА-Я]{2}[0-9]{6}"
"""A unified account number (ЕЛС)."""
LABELLED_UNIFIED: Final = (
    r"(?:ЕЛС|ИЖКУ|ЖКУ[\s-]*ИД|ЕДИН\w*\s+ЛИЦ\w*\.?\s*СЧ\w*)[\s:№=]*"
    rf"({UNIFIED})(?:-[0-9]{{1,2}})?(?![0-9A-ZА-Я])"
)


@dataclass(frozen=True, slots=True)
class Number:
    """A number as written, the number before a sign that ends it ("" where none does), and what it may mean instead.

    A number in groups is one word here; each beginning of its groups is what it may mean instead.
    """

    whole: str
    cut: str = ""
    perhaps: tuple[str, ...] = ()


def read_token(text: str) -> Number:
    """Return what one run of letters, digits and signs says: `551501/09.2026` is that, or 551501."""
    if " " in text or "\u00a0" in text:  # digits in groups
        parts = text.replace("\u00a0", " ").split(" ")
        found = read_token("".join(parts))  # behind the last group there may be a sign
        return Number(found.whole, found.cut, tuple("".join(parts[:count]) for count in range(1, len(parts))))
    text = _LETTER_AT_END.sub("", text)
    for sign in _SIGN_RUN.finditer(text):
        head, tail = text[: sign.start()], text[sign.end() :]
        if any(map(str.isdigit, head)) and (len(sign[0]) > 1 or _NO_NUMBER.match(tail)):
            return Number(text, cut=head)
    return Number(text)


def read_cell(text: str) -> Number:
    """Return what a cell for the account says. A cell of letters and digits alone is the number as it stands."""
    text = clean(text, 60)
    if not text or text.isalnum():
        return Number(text)
    match = _CELL.fullmatch(text)
    if match is None or not any(map(str.isdigit, match["number"])):
        return Number("".join(text.split()))
    found = read_token(match["number"])
    if rest := match["rest"].strip():
        # More than a number stands in the cell: the whole is kept for the eye, the number is what it begins with.
        is_certain = not any(map(str.isdigit, rest)) or bool(_NO_NUMBER.match(rest))
        cut = found.cut or (found.whole if is_certain else "")
        return Number(text[:60], cut=cut, perhaps=found.perhaps)
    return found
