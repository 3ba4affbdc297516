"""Signs that nobody sees."""

import unicodedata

import pytest

from kvita.calc.invisible import drop_hidden


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        ("Иванов\u202eавон", "Ивановавон"),
        ("\ufeffТСЖ\u200b «Дом\u2060»", "ТСЖ «Дом»"),
        ("пере\u00adнос", "перенос"),
        ("Анна\u200d", "Анна"),
        ("👩\u200d👧", "👩\u200d👧"),  # one picture of two
        ("❤\ufe0f\u200d🔥", "❤\ufe0f\u200d🔥"),
        ("обычный текст — «как есть» ё́", "обычный текст — «как есть» ё́"),
    ],
)
def test_hidden_signs_are_dropped(text: str, seen: str) -> None:
    assert drop_hidden(text) == seen
    assert drop_hidden(seen) == seen


def test_every_sign_of_direction_is_among_them() -> None:
    turning = [chr(code) for code in range(0x10000) if unicodedata.bidirectional(chr(code)) in
               ("LRE", "RLE", "PDF", "LRO", "RLO", "LRI", "RLI", "FSI", "PDI")]  # fmt: skip
    assert turning
    assert drop_hidden("".join(turning)) == ""
