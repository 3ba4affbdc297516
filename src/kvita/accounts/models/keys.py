"""Search keys of account numbers, computed by the database itself, whoever writes the row and however.

An import, COPY, the back-office and the demo all fill the columns `number_key` and `code_key` without knowing of them.
`kvita.calc.spelling.read_number` gives the key of what somebody has typed; the two must agree (tests/accounts).
"""

import string
from typing import Final

from django.db.models import CharField, F, Func, GeneratedField, Value
from django.db.models.expressions import Combinable, Expression

_CYRILLIC: Final = "абвгдеёжзийклмнопрстуфхцчшщъыьэюя"
LETTERS: Final = string.ascii_letters + _CYRILLIC + _CYRILLIC.upper()
SIGNS: Final = " \u00a0-\u2013/\\._"  # SQLite's parser does not bear many REPLACE inside each other


def number_key(column: str) -> Expression:
    """Return the SQL of the key: capitals, without signs, without zeros in front, without the letters at the end.

    UPPER knows Latin letters only on SQLite; letters inside a number are rare, and asked for in several spellings.
    """
    expression: Combinable = F(column)
    for sign in SIGNS:
        expression = Func(expression, Value(sign), Value(""), function="REPLACE")
    expression = Func(expression, Value(LETTERS), function="RTRIM")
    expression = Func(expression, function="UPPER")
    return Func(expression, Value("0"), function="LTRIM")


def key_field(column: str, title: str) -> GeneratedField:
    """Return the generated column for the key of another column."""
    return GeneratedField(
        expression=number_key(column),
        output_field=CharField(title, max_length=30),
        db_persist=True,
        verbose_name=title,
    )
