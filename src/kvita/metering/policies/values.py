"""What a person may type as a reading, and the number in it."""

import re
from decimal import Decimal
from enum import StrEnum

from kvita.calc.consumption import VOLUME_PLACES

LONGEST_TEXT = 40
WHOLE_DIGITS = 8

_NUMBER = re.compile(rf"[0-9]{{1,{WHOLE_DIGITS}}}(?:\.[0-9]{{1,{VOLUME_PLACES}}})?")
_MINUSES = "-\u2212\u2013\u2014"


class ValueProblem(StrEnum):
    """Why a text is no reading, each with the sentence for its author."""

    NEGATIVE = "Показание не бывает отрицательным. Введите цифры без минуса, как на счётчике."
    LETTER_O = "Вместо нуля стоит буква «О». Замените её цифрой 0."
    LETTERS = "Нужны только цифры, например 6858 или 6858,25."
    TWO_SEPARATORS = "В числе две запятые или точки. Оставьте одну — перед дробной частью."
    TOO_LONG = "Слишком много цифр. Введите число, как на счётчике."
    TOO_MANY_DECIMALS = "После запятой не больше 7 цифр. Дробную часть можно не вводить."


def read_value(raw: str | Decimal) -> Decimal | ValueProblem | None:
    """Return the number of a typed reading, why it is none, or None for an empty field.

    Spaces of every kind may stand anywhere, the decimal mark is a comma or a point. Only the digits 0-9 count: a
    number that another program reads otherwise («1e9», «٣», «1_000») is refused.
    """
    text = "".join(str(raw).split()) if isinstance(raw, str) else format(raw, "f")
    text = text.replace(",", ".").strip("\u200b\ufeff\u200e\u200f")
    if not text:
        return None
    if _NUMBER.fullmatch(text):
        return Decimal(text)
    if text.endswith(".") and _NUMBER.fullmatch(text[:-1]):
        return Decimal(text[:-1])
    return _problem_of(text)


def _problem_of(text: str) -> ValueProblem:
    if text[0] in _MINUSES and _NUMBER.fullmatch(text[1:]):
        return ValueProblem.NEGATIVE
    if re.fullmatch(r"[0-9.OoОо]+", text) and not re.fullmatch(r"[0-9.]+", text):
        return ValueProblem.LETTER_O
    if not re.fullmatch(r"[0-9.]+", text):
        return ValueProblem.LETTERS
    if text.count(".") > 1:
        return ValueProblem.TWO_SEPARATORS
    whole, _, decimals = text.partition(".")
    if len(whole) > WHOLE_DIGITS or len(text) > LONGEST_TEXT:
        return ValueProblem.TOO_LONG
    return ValueProblem.TOO_MANY_DECIMALS if len(decimals) > VOLUME_PLACES else ValueProblem.LETTERS
