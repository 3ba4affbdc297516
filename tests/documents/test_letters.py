"""Letters with registration codes: every word of them, and nothing that is code of the template."""

import pytest

from kvita.documents.letters import CodeLetter
from kvita.documents.rendering import render_letters
from tests.documents.bills import pages_of
from tests.documents.pictures import codes_in, picture_of

VALUES = {
    "sender": "ООО «Арендный дом»",
    "address": "Мира, д. 12, кв. 16",
    "number": "10004512",
    "code": "4821 7730",
    "site": "ugra.example.ru",
    "link": "https://ugra.example.ru/registration/?number=10004512&code=4821+7730",
}


def test_a_letter_is_a_page_with_the_words_to_type() -> None:
    letter = CodeLetter(
        **VALUES, contacts="8 (3467) 33-00-00", city="Ханты-Мансийск", valid_until="15 декабря 2017", uses="5 раз"
    )
    (page,) = pages_of(render_letters([letter]))
    for words in (
        "Номер лицевого счёта 10004512",
        "Город Ханты-Мансийск",
        "Код регистрации 4821 7730",
        "Код действует до 15 декабря 2017",
        "Он годится 5 раз",
        "Мира, д. 12, кв. 16",
        "ugra.example.ru",
        "8 (3467) 33-00-00",
    ):
        assert words in page


def test_what_is_not_known_is_left_out() -> None:
    (page,) = pages_of(render_letters([CodeLetter(**VALUES)]))
    assert "Город" not in page
    assert "действует" not in page
    assert "годится" not in page


def test_each_letter_has_a_page_and_the_same_letters_are_the_same_file() -> None:
    letters = [CodeLetter(**{**VALUES, "number": str(number)}) for number in range(3)]
    pdf = render_letters(letters)
    assert len(pages_of(pdf)) == 3
    assert pdf == render_letters(letters)


@pytest.mark.parametrize(
    "text", ['"); panic("', "#panic()", "\\", "$x$ *y* `z`", "я" * 3_000, "\u202e\x00\ud800", "😀"]
)
def test_no_text_becomes_code(text: str) -> None:
    render_letters([CodeLetter(**{**VALUES, "sender": text, "address": text, "number": text})])


def test_a_camera_reads_the_address() -> None:
    picture = picture_of(render_letters([CodeLetter(**VALUES)]))
    assert codes_in(picture.width, picture.height, picture.grey) == [VALUES["link"].encode()]


def test_nothing_is_no_letter() -> None:
    with pytest.raises(ValueError, match="nothing to print"):
        render_letters([])
