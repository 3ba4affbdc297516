"""Widths and letters read from the TTF files, against fontTools and against the lines that the engine breaks."""

import json

import pytest
import typst
from fontTools.ttLib import TTFont
from hypothesis import given, settings
from hypothesis import strategies as st

from kvita.documents.rendering import typeface
from kvita.documents.rendering.typeface import Face, TypefaceMissingError

WORDS = "вода горячая холодная содержание жилого помещения ремонт зданий Электроснабжение №5 (в т.ч.) Җәүһөң 1 234,56 ₽"
NAMES = st.lists(st.sampled_from(WORDS.split()), min_size=1, max_size=12).map(" ".join)


@pytest.mark.parametrize(("weight", "face"), [(400, typeface.regular()), (700, typeface.bold())])
def test_widths_are_those_of_the_file(weight: int, face: Face) -> None:
    fonts = [TTFont(path) for path in typeface.FOLDER.glob("*.ttf")]
    font = next(font for font in fonts if font["OS/2"].usWeightClass == weight)
    em = font["head"].unitsPerEm
    expected = {chr(code): font["hmtx"][name][0] / em for code, name in font.getBestCmap().items()}
    substitutions = font["GSUB"].table
    tabular = next(record.Feature for record in substitutions.FeatureList.FeatureRecord if record.FeatureTag == "tnum")
    figures = substitutions.LookupList.Lookup[tabular.LookupListIndex[0]].SubTable[0].mapping
    assert max(font["hmtx"][figures[font.getBestCmap()[ord(sign)]]][0] / em for sign in "0123456789") == expected["0"]
    assert face.widths == expected | dict.fromkeys("0123456789", expected["0"])
    assert max(face.widths.values()) < face.widths["\U0001f600"]


def test_russian_and_tatar_letters_and_signs_of_money_are_there() -> None:
    assert set("АЯаяЁёӘәӨөҮүҖҗҢңҺһ№₽−—«»×²³\u00a0") <= typeface.letters()
    assert "😀" not in typeface.letters()


@settings(max_examples=30)
@given(NAMES, st.sampled_from([10.0, 14.0, 22.0]), st.sampled_from([400, 700]))
def test_the_engine_never_needs_more_lines_than_foretold(text: str, room: float, weight: int) -> None:
    face = typeface.regular() if weight == 400 else typeface.bold()
    foretold = face.line_count(text, room)
    lines = lines_by_engine(text, room, weight)
    if foretold is None:
        assert any(face.width(word) > room for word in text.split(" "))
    else:
        assert lines <= foretold <= lines + 1


def lines_by_engine(text: str, room: float, weight: int) -> int:
    source = f"""
        #set page(width: auto, height: auto)
        #set text(font: "{typeface.FAMILY}", size: 10pt, weight: {weight}, number-width: "tabular", fallback: false)
        #set par(leading: 0pt)
        #set text(top-edge: 10pt, bottom-edge: 0pt)
        #context [#metadata(measure(block(width: {room * 10}pt, "{text}")).height.pt()) <height>]
    """
    fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[typeface.FOLDER])
    found = typst.query(source.encode(), "<height>", field="value", one=True, font_paths=fonts)
    return round(float(json.loads(found)) / 10)


@pytest.mark.parametrize(("text", "size"), [("551412", 20.0), ("9100005514121", 16.0), ("Щ" * 100, 6.7)])
def test_codes_get_letters_that_fit(text: str, size: float) -> None:
    fitting = typeface.bold().largest_size(text, 154.0, 20)
    assert fitting == pytest.approx(size, abs=2.5)
    assert fitting * typeface.bold().width(text) <= 154.5 or fitting == 6.7


def test_missing_files_are_told_with_the_remedy(monkeypatch: pytest.MonkeyPatch, tmp_path: object) -> None:
    monkeypatch.setattr(typeface, "FOLDER", tmp_path)
    typeface._face.cache_clear()
    try:
        with pytest.raises(TypefaceMissingError, match="make static"):
            typeface.regular()
    finally:
        typeface._face.cache_clear()
