"""What people type, folded to what they mean: one way of writing for names, numbers of flats, houses and accounts.

Case, ё and е, hyphens, points and double spaces, Latin letters that look Cyrillic, leading zeros: none of it decides
whether two spellings are the same. Folded text is for comparing only; what is shown stays as it was written.
"""

import re
import unicodedata
from dataclasses import dataclass
from typing import Final

LATIN: Final = "ABCEHKMOPTXY"
CYRILLIC: Final = "АВСЕНКМОРТХУ"
_TO_CYRILLIC: Final = str.maketrans(LATIN + "Ё", CYRILLIC + "Е")
_TO_LATIN: Final = str.maketrans(CYRILLIC, LATIN)

# What people write before the number itself. Single letters are not here: a letter may belong to the number.
_PREFIX_OF_FLAT: Final = re.compile(r"^(квартира|комната|помещение|кв|ком|пом|№|n)[\s.№]*(?=\d)", re.IGNORECASE)
_PREFIX_OF_CITY: Final = re.compile(
    r"^(город\s|гор\.|г\.|г\s|пгт\.?\s|п\.\s?|с\.\s?|село\s|пос[её]лок\s)\s*", re.IGNORECASE
)
# Strokes and hyphens that people take for one another.
_SAME_SIGN: Final = {"\u2013": "-", "\u2014": "-", "\u2010": "-", "\u2011": "-", "\u2212": "-", "\\": "/"}
_WORDS: Final = re.compile(r"[\s.,]+")
_TWO_NAMES: Final = re.compile(r"[,;/]")


@dataclass(frozen=True, slots=True)
class TypedNumber:
    """An account number as typed: `key` finds it, `letter` is the letter index at its end, if one was typed."""

    key: str
    letter: str

    @property
    def keys(self) -> tuple[str, ...]:
        """The key in the spellings in which letters inside a stored number may stand; one when there are none."""
        return tuple(dict.fromkeys((self.key, self.key.lower(), self.key.translate(_TO_LATIN))))


def fold(text: str) -> str:
    """Return letters and digits alone, in capitals, look-alikes as Cyrillic, ё as е: `Ёлкина-Бор` is ЕЛКИНАБОР."""
    capitals = unicodedata.normalize("NFKC", text).upper().translate(_TO_CYRILLIC)
    return "".join(sign for sign in capitals if sign.isalnum())


def read_number(text: str) -> TypedNumber:
    """Return what an account number or payment code means: `00120345-a` is 120345 with the letter А."""
    folded = fold(text.replace("№", " "))
    digits = folded.rstrip("".join({sign for sign in folded if sign.isalpha()}))
    return TypedNumber(key=digits.lstrip("0"), letter=folded[len(digits) :])


def written_alike(typed: str, stored: str) -> bool:
    """Tell whether the signs inside a number are those of the stored one; a number without signs is like any.

    `551501/09` is no way to write 55150109: where a number has no stroke, what stands behind one is something else. In
    front of the letter at the end a sign says nothing: `120345-а` is 120345А.
    """
    signs = _signs_inside(typed)
    return not signs or signs == _signs_inside(stored)


def _signs_inside(text: str) -> list[tuple[int, str]]:
    """Return the signs between the digits, each with the number of letters and digits before it, zeros in front off."""
    capitals = unicodedata.normalize("NFKC", text.replace("№", " ")).upper()
    start = next((at for at, sign in enumerate(capitals) if sign.isalnum() and sign != "0"), len(capitals))
    end = max((at for at, sign in enumerate(capitals) if sign.isdigit()), default=0)
    found: list[tuple[int, str]] = []
    count = 0
    for sign in capitals[start : end + 1]:
        if sign.isalnum():
            count += 1
        else:
            found.append((count, _SAME_SIGN.get(sign, sign)))
    return found


def same_flat(typed: str, stored: str) -> bool:
    """Tell whether two numbers of a flat are one: «кв. 016 а» and «16А»."""
    return bool(fold_flat(typed)) and fold_flat(typed) == fold_flat(stored)


def fold_flat(text: str) -> str:
    """Return the number of a flat without «кв.», zeros in front and signs."""
    return fold(_PREFIX_OF_FLAT.sub("", unicodedata.normalize("NFC", text).strip())).lstrip("0")


def same_city(typed: str, stored: str) -> bool:
    """Tell whether two names of a city are one: «г. Орёл» and «орел»."""
    return bool(_fold_city(typed)) and _fold_city(typed) == _fold_city(stored)


def _fold_city(text: str) -> str:
    return fold(_PREFIX_OF_CITY.sub("", unicodedata.normalize("NFC", text).strip()))


def same_surname(typed: str, holder: str) -> bool:
    """Tell whether `typed` is the surname of the holder (or of one of several), with or without what follows it.

    The holder is written surname first: «Петрова-Водкина Анна Ивановна», «Хасанова Ж.И.».
    """
    wanted = fold(typed)
    return bool(wanted) and any(_begins_with(wanted, name) for name in _TWO_NAMES.split(holder))


def same_person(typed: str, holder: str) -> bool:
    """Tell whether a full name is the holder's: the surname, and each name that both have; initials count as names."""
    return any(compare_names(typed, name) == (True, True) for name in _TWO_NAMES.split(holder))


def compare_names(typed: str, holder: str) -> tuple[bool, bool]:
    """Tell whether the surnames are the same, and whether the given names and patronymics are."""
    (surname, *names), (own_surname, *own_names) = split_name(typed), split_name(holder)
    both = list(zip(names, own_names, strict=False))
    names_agree = bool(both) and all(_same_given(one, other) for one, other in both)
    return bool(surname) and surname == own_surname, names_agree


def split_name(text: str) -> list[str]:
    """Return the folded words of a name, surname first; an empty word when there is none."""
    return [word for word in (fold(part) for part in _WORDS.split(text)) if word] or [""]


def _begins_with(wanted: str, name: str) -> bool:
    words = split_name(name)
    return any(wanted == "".join(words[:count]) for count in range(1, len(words) + 1))


def _same_given(one: str, other: str) -> bool:
    if len(one) == 1 or len(other) == 1:
        return one[:1] == other[:1]
    return one == other


def is_slip(one: str, other: str) -> bool:
    """Tell whether two spellings differ by one letter (changed, missing, or two swapped): a slip of the finger."""
    first, second = fold(one), fold(other)
    if first == second or abs(len(first) - len(second)) > 1:
        return False
    start = next(
        (at for at, (a, b) in enumerate(zip(first, second, strict=False)) if a != b), min(len(first), len(second))
    )
    a, b = first[start:], second[start:]
    swapped = len(a) == len(b) and a[:2] == b[1::-1] and a[2:] == b[2:]
    return a[1:] == b[1:] or a[1:] == b or a == b[1:] or swapped
