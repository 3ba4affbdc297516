"""The guide of a cabinet as PDF: every step of it, for a reader of screens too, and nothing that is code."""

import io

import pypdf
import pytest

from kvita.documents.guide import Chapter, Guide
from kvita.documents.rendering import render_guide
from tests.documents.bills import text_of
from tests.documents.pictures import codes_in, picture_of

GUIDE = Guide(
    title="Как пользоваться кабинетом",
    cabinet="Кабинет жильца",
    site="innova.example.ru",
    link="https://innova.example.ru",
    chapters=(
        Chapter("Войти", ("Откройте страницу.", "Нажмите «Войти».")),
        Chapter("Платить", ("Нажмите «Оплатить».",)),
    ),
    help="Не получается? Позвоните: 8 (3467) 33-00-00.",
)


def test_every_step_stands_under_its_heading() -> None:
    text = text_of(render_guide(GUIDE))
    assert "innova.example.ru" in text
    assert "Войти 1. Откройте страницу. 2. Нажмите «Войти». Платить 1. Нажмите «Оплатить»." in text
    assert "8 (3467) 33-00-00" in text


def test_a_reader_of_screens_knows_language_title_and_structure() -> None:
    file = pypdf.PdfReader(io.BytesIO(render_guide(GUIDE)))
    assert str(file.root_object["/Lang"]) == "ru-RU"
    assert "/StructTreeRoot" in file.root_object
    assert file.metadata is not None
    assert file.metadata.title == "Как пользоваться кабинетом"


def test_a_camera_opens_the_cabinet() -> None:
    picture = picture_of(render_guide(GUIDE))
    assert codes_in(picture.width, picture.height, picture.grey) == [b"https://innova.example.ru"]


@pytest.mark.parametrize("text", ['"); panic("', "#panic()", "$x$ *y* `z`", "я" * 3_000, "\u202e\x00\ud800"])
def test_no_text_becomes_code(text: str) -> None:
    chapter = Chapter("Войти", (text, text))
    render_guide(Guide(title="Инструкция", cabinet=text, site=text, link="x", chapters=(chapter,), help=text))
