"""All numbers of a text that may name an account, each in the ways in which it may be read.

What a number is said to be (a day, a month, a sum, a flat, a house) is left out. The rest is for comparing with the
accounts that there are: a text that names a second one is no certain evidence for the first.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from typing import Final

from kvita.calc.spelling import CYRILLIC, LATIN
from kvita.remittances.formats.numbers import CURRENCY, LABELLED_UNIFIED, TOKEN, UNIFIED

MOST_READINGS: Final = 250
"""Of one text; a text with more of them is nothing that a program decides about."""
_MOST_GROUPS: Final = 8  # put together to one number
_MOST_PARTS: Final = 6  # of a number with signs
_LONGEST_NUMBER: Final = 24  # digits
_SHORTEST_SPOKEN: Final = 5  # digits of a number that is hardly a sum, though roubles stand behind it

_TO_CYRILLIC: Final = str.maketrans(LATIN + LATIN.lower(), CYRILLIC + CYRILLIC.lower())
_WORD = re.compile(r"[A-Za-zА-ЯЁа-яё]+")
_MONTHS: Final = "ЯНВАР|ФЕВРАЛ|МАРТ|АПРЕЛ|МА[ЙЯЕ]|ИЮН|ИЮЛ|АВГУСТ|СЕНТЯБР|ОКТЯБР|НОЯБР|ДЕКАБР"
_SUM = re.compile(
    r"(?<![0-9A-ZА-ЯЁ])(?<![0-9][.,/-])(?P<sum>[0-9]{1,3}(?:[ \u00a0][0-9]{3})*|[0-9]+)(?:[.,-][0-9]{2})?"
    rf"{CURRENCY}",
    re.IGNORECASE,
)
_GENITIVE: Final = "ЯНВАРЯ|ФЕВРАЛЯ|МАРТА|АПРЕЛЯ|МАЯ|ИЮНЯ|ИЮЛЯ|АВГУСТА|СЕНТЯБРЯ|ОКТЯБРЯ|НОЯБРЯ|ДЕКАБРЯ"
# Behind a short group of digits two more may be the next group of one number: «55 15 03 сентябрь».
_NO_GROUP: Final = r"(?<![^0-9][0-9][ ])(?<![^0-9][0-9][0-9][ ])(?<![^0-9][0-9][0-9][0-9][ ])"
_EXPLAINED = re.compile(
    r"(?<![0-9])(?:"
    # days and months: 01.09.2026, 1.9.26, 2026-09, 09/2026, 2026 г.
    r"[0-3]?[0-9]([./-])(?:0?[1-9]|1[0-2])\1(?:19|20)[0-9]{2}(?![0-9])|[0-3]?[0-9]\.(?:0?[1-9]|1[0-2])\.[0-9]{2}(?![0-9])"
    r"|20[0-9]{2}[./-](?:0[1-9]|1[0-2])(?:[./-][0-3][0-9])?(?![0-9])|(?:0?[1-9]|1[0-2])[./-]20[0-9]{2}(?![0-9])"
    r"|20[0-9]{2}\s*(?:ГОД[А-ЯЁ]*|ГГ?(?![А-ЯЁ]))|[0-2]?[0-9]:[0-5][0-9](?::[0-5][0-9])?(?![0-9])"
    # 09.26, 30.09, 09 2026, 5 сентября 2026, so many of something: 3 мес., 18 %
    rf"|{_NO_GROUP}(?:(?:0[1-9]|1[0-2])\.[0-9]{{2}}(?![0-9./-])|[0-3][0-9]\.(?:0[1-9]|1[0-2])(?![0-9])"
    r"|(?:0[1-9]|1[0-2])[ ]+20[0-9]{2}(?![0-9])|[1-4]\s*КВ(?:АРТАЛ[А-ЯЁ]*|\.)?\s*20[0-9]{2}(?![0-9])"
    rf"|[0-3]?[0-9]\s+(?:{_GENITIVE})(?![А-ЯЁ])(?:\s*(?:20)?[0-9]{{2}}(?![0-9]))?"
    r"|[0-9]{1,4}\s*(?:МЕС[А-ЯЁ]*|ЧЕЛ[А-ЯЁ]*|КВ\.?\s?М|М2|М3|КУБ[А-ЯЁ]*|КВТ[А-ЯЁ]*|ШТ|ДН[А-ЯЁ]*)(?![А-ЯЁ])|[0-9]{1,3}\s?%)"
    r")"
    rf"|(?<![А-ЯЁ])(?:{_MONTHS})[А-ЯЁ]{{0,2}}\.?\s*(?:20[0-9]{{2}}|2[0-9])(?![0-9])"
    # a sum, a flat, a house
    r"|(?<![А-ЯЁ])СУММ[А-ЯЁ]{0,3}[\s:=-]*(?:[0-9]{1,3}(?:[ \u00a0][0-9]{3})+(?![0-9])|[0-9]+)"
    r"(?:[.,-][0-9]{2})?(?![0-9])"
    r"|(?<![А-ЯЁ0-9])(?:КВ(?:АРТ[А-ЯЁ]*)?|Д(?:ОМ[А-ЯЁ]?)?|К(?:ОРП[А-ЯЁ]*)?|КОМ[А-ЯЁ]*|ПОМ[А-ЯЁ]*|СТР|ОФ(?:ИС)?"
    r"|ПОД[ЪЬ]?(?:ЕЗД)?|ЭТ(?:АЖ)?)[\s.№:-]*[0-9]{1,4}[А-ЯЁA-Z]?(?![0-9A-ZА-ЯЁ])(?:/[0-9]{1,3}[А-ЯЁ]?(?![0-9]))?"
    r"|(?<![А-ЯЁ])(?:УЛ\.?|УЛИЦ[АЫЕ]|ПРОСП[А-ЯЁ]*\.?|ПР-?К?Т\.?|ПЕР\.|ПЕРЕУЛ[А-ЯЁ]*|Б-?Р\.?|БУЛЬВ[А-ЯЁ]*|НАБ\.|ШОССЕ|МКР\.?)"
    r"\s*[А-ЯЁ][А-ЯЁ. -]{1,40}?[ ,]+[0-9]{1,4}[А-ЯЁ]?(?:[-/][0-9]{1,4}[А-ЯЁ]?)?(?![0-9])",
    re.IGNORECASE,
)
_TOKEN = re.compile(TOKEN, re.IGNORECASE)
_ATOM = re.compile(r"[0-9A-ZА-ЯЁ]+", re.IGNORECASE)
_DIGITS = re.compile(r"[0-9]+")
_AT_START = re.compile(r"[0-9]+")
_AT_END = re.compile(r"[0-9]+$")
_SPACE = re.compile(r"[ \u00a0]{1,2}|,")
_UNIFIED = re.compile(UNIFIED, re.IGNORECASE)
_LABELLED_UNIFIED = re.compile(LABELLED_UNIFIED, re.IGNORECASE)

Mention = tuple[str, ...]
"""One place of a text: first the number as it stands there, then the parts that may be numbers of their own."""


def mend_words(text: str) -> str:
    """Return the text with Latin letters as the Cyrillic ones they look like, in words that have both: «ЛC551501»."""
    return _WORD.sub(_mended, text) if not text.isascii() else text


def _mended(word: re.Match[str]) -> str:
    return word[0] if word[0].isascii() else word[0].translate(_TO_CYRILLIC)


def find_mentions(text: str, *, explained: bool = False) -> list[Mention]:
    """Return the places of the text that may name accounts; those that say what they are only with `explained`.

    No more than a little over `MOST_READINGS` readings are made of one text.
    """
    text = mend_words(unicodedata.normalize("NFKC", text.replace("№", " ")))
    text = _LABELLED_UNIFIED.sub(r" ; \1 ; ", text)
    if not explained:
        text = _EXPLAINED.sub(" ; ", _SUM.sub(_without_sum, text))
    found: list[Mention] = []
    count = 0
    for mention in _mentions(text):
        found.append(mention)
        count += len(mention)
        if count > MOST_READINGS:
            break
    return found


def is_crowded(mentions: Sequence[Mention]) -> bool:
    """Tell whether there were more numbers in the text than were looked at."""
    return sum(map(len, mentions)) > MOST_READINGS


def _without_sum(match: re.Match[str]) -> str:
    """Leave what stands before a sum in groups: in «551 502 100 р» it may be 551502; so may 551502 itself."""
    groups = match["sum"].replace("\u00a0", " ").split(" ")
    left = "".join(groups[:-1] if len(groups) > 2 else groups)
    return f" ; {left} ; " if len(left) >= _SHORTEST_SPOKEN else " ; "


def _mentions(text: str) -> Iterator[Mention]:
    run: list[str] = []
    end = begun = 0
    for token in _TOKEN.finditer(text):
        word = token[0]
        if not any(map(str.isdigit, word)):
            continue
        is_next = bool(run) and bool(_SPACE.fullmatch(text, end, token.start()))
        start = _AT_START.match(word)
        if start and is_next:
            run.append(start[0])
        if word.isdigit() and is_next:
            end = token.end()
            continue
        if len(run) > begun:
            yield _of_groups(run)
        run, begun = [word], 0
        if not word.isdigit():
            yield _of_token(word)
            tail = _AT_END.search(word)
            run, begun = [tail[0]] if tail else [], 1  # told already; a number only with the groups behind it
        end = token.end()
    if len(run) > begun:
        yield _of_groups(run)


def _of_groups(groups: list[str]) -> Mention:
    """Return digits in groups as one number, and each row of neighbouring groups as one."""
    count = len(groups)
    joined = (
        "".join(groups[start : start + size])
        for size in range(min(count, _MOST_GROUPS), 0, -1)
        for start in range(count - size + 1)
    )
    return tuple(dict.fromkeys(it for it in joined if len(it) <= _LONGEST_NUMBER))[: MOST_READINGS + 1]


def _of_token(word: str) -> Mention:
    """Return letters, digits and signs as they stand, each row of neighbouring parts, and the digits in each part."""
    atoms = list(_ATOM.finditer(word))
    count = len(atoms)
    parts = [
        word[atoms[start].start() : atoms[start + size - 1].end()]
        for size in range(min(count, _MOST_PARTS), 0, -1)
        for start in range(count - size + 1)
    ]
    inside = [digits for atom in atoms if not _UNIFIED.fullmatch(atom[0]) for digits in _DIGITS.findall(atom[0])]
    readings = [it for it in (word, *parts, *inside) if any(map(str.isdigit, it))]
    return tuple(dict.fromkeys(it[:60] for it in readings))[: MOST_READINGS + 1]
