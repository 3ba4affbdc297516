"""Values into the source of a print template, so that no text can become code.

The whole bill travels as one JSON text inside one Typst string literal, where only the backslash and the double
quote mean anything; both are escaped. Measured beside it: literals of Typst itself take as long, `sys_inputs` a tenth
longer.
"""

import json
import re
import unicodedata
from collections.abc import Mapping, Sequence
from itertools import groupby
from typing import TypeAlias

from kvita.documents.rendering import typeface

Value: TypeAlias = "str | int | float | bool | Sequence[Value] | Mapping[str, Value] | None"

LONGEST_TEXT = 4000
"""Characters of one text; the rest is cut. The longest texts of GIS ZhKH, its explanations, have up to 4000."""
LONGEST_WORD = 24
"""Longer words may be broken anywhere, else they would run out of their cell."""

# Controls, line separators, half surrogate pairs, and marks that reorder the text around them: with those a name
# could make a sum read backwards.
_UNWANTED = re.compile("[\x00-\x1f\x7f-\x9f\u200b\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff\ud800-\udfff]+")
_LONG_WORD = re.compile(rf"[^\s\u00ad-]{{{LONGEST_WORD + 1},}}")
_PIECE = re.compile(f".{{1,{LONGEST_WORD}}}")
_USUAL_LENGTH = 4 * LONGEST_TEXT
_BREAK = "\u200b"
_UNKNOWN = "?"
_INVISIBLE = frozenset(("Mn", "Me", "Cf"))


def printable(text: str) -> str:
    """Text of any origin as it can be printed: one line of at most `LONGEST_TEXT` characters.

    Runs of control characters become one space, half surrogate pairs and marks of writing direction too; words
    longer than `LONGEST_WORD` get invisible places to break at.
    """
    if len(text) > LONGEST_TEXT:
        text = text[: LONGEST_TEXT - 1] + "…"
    if _UNWANTED.search(text):
        text = _UNWANTED.sub(" ", text).strip()
    if len(text) > LONGEST_WORD:
        text = _LONG_WORD.sub(lambda word: _BREAK.join(_PIECE.findall(word[0])), text)
    return text


def _printable(value: Value) -> Value:
    if isinstance(value, str):
        return printable(value)
    if isinstance(value, Mapping):
        return {key: _printable(item) for key, item in value.items()}
    if isinstance(value, Sequence):
        return [_printable(item) for item in value]
    return value


def _is_suspect(text: str) -> bool:
    """True when some text in this JSON may need to be made printable; saves looking through each of them."""
    escaped_or_long = "\\" in text or len(text) > _USUAL_LENGTH
    return escaped_or_long or bool(_UNWANTED.search(text)) or max(map(len, text.split())) > LONGEST_WORD


def literal(value: Value) -> str:
    """A Typst string literal that holds the value as JSON, every text in it made printable."""
    text = json.dumps(value, ensure_ascii=False)
    if _is_suspect(text):
        text = json.dumps(_printable(value), ensure_ascii=False)
    if not typeface.letters().issuperset(text.replace(_BREAK, "")):
        text = _drawable(text)
    return _quoted(text)


def _drawable(text: str) -> str:
    """Text without letters that the typeface lacks: a run of them becomes one question mark.

    Accents join the letter before them where there is such a letter, else they are dropped.
    """
    known = typeface.letters() | {_BREAK}
    pieces: list[str] = []
    for is_known, run in groupby(unicodedata.normalize("NFC", text), known.__contains__):
        if is_known:
            pieces.extend(run)
        elif any(unicodedata.category(sign) not in _INVISIBLE for sign in run):
            pieces.append(_UNKNOWN)
    return "".join(pieces)


def drawing(svg: str) -> str:
    """A Typst string literal that holds a drawing of our own."""
    return _quoted(svg)


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
