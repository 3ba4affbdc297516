"""Meters beside adjustments: the room they are given against the room that the print engine finds out they need."""

import json
from dataclasses import replace

import pytest
import typst
from hypothesis import given, settings
from hypothesis import strategies as st

from kvita.calc.money import Money
from kvita.documents.bill import AdjustmentLine, BillDocument
from kvita.documents.rendering import typeface
from kvita.documents.rendering.engine import TEMPLATES
from kvita.documents.rendering.layout import bill_values
from kvita.documents.rendering.measured import measured
from kvita.documents.rendering.source import literal
from tests.documents.bills import manual_bill, reading

ONE_LINE = 10.63
REASONS = ("", "Опечатка", "За июль начислили по среднему, потом пришли ваши показания, и плату пересчитали по ним")


def needed(bill: BillDocument) -> float:
    """Height of the higher column by the engine, in points, with the settings of the template."""
    source = f"""
        #import "bill.typ": readings, adjustments
        #let data = json(bytes({literal(bill_values(bill))}))
        #set text(font: "{typeface.FAMILY}", size: 9.5pt, lang: "ru", number-width: "tabular", fallback: false)
        #set par(leading: 0.55em, spacing: 3mm)
        #show heading.where(level: 2): set text(size: 11pt, weight: 700)
        #show heading: set block(above: 4.8mm, below: 2.4mm)
        #let height(width, body) = measure(block(width: width, body)).height.pt()
        #context [#metadata(calc.max(
          height(58% * 186mm, readings(data)),
          height(42% * 186mm, pad(left: 7mm, adjustments(data))),
        )) <height>]
    """
    fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[typeface.FOLDER])
    compiler = typst.Compiler(source.encode(), root=TEMPLATES, font_paths=fonts)
    found = compiler.query("<height>", field="value", one=True)
    return float(json.loads(found))


def with_adjustments(*reasons: str) -> BillDocument:
    lines = (AdjustmentLine(service=f"Услуга {n}", amount=Money(n), reason=text) for n, text in enumerate(reasons))
    return replace(manual_bill(), adjustments=tuple(lines))


@settings(max_examples=20)
@given(st.lists(st.sampled_from(REASONS), min_size=1, max_size=8))
def test_side_by_side_they_have_room_and_not_much_more(reasons: list[str]) -> None:
    bill = with_adjustments(*(f"{text} {n}" if text else "" for n, text in enumerate(reasons)))
    given_height = measured(bill)["beside"]
    if isinstance(given_height, float):
        assert needed(bill) <= given_height <= needed(bill) + ONE_LINE * len(reasons)


def test_short_adjustments_stand_beside_the_meters() -> None:
    assert measured(with_adjustments("Опечатка"))["beside"]


@pytest.mark.parametrize(
    "bill",
    [
        with_adjustments(*(f"{n}. {REASONS[2]}. {REASONS[2]}" for n in range(6))),
        with_adjustments("x" * 100),
        replace(with_adjustments("Опечатка"), readings=()),
        replace(with_adjustments("Опечатка"), readings=(reading("y" * 100, "1", "", "1", "2"),)),
        with_adjustments(),
    ],
    ids=["long", "a word to break", "no meters", "a meter to break", "no adjustments"],
)
def test_else_one_below_the_other(bill: BillDocument) -> None:
    assert measured(bill)["beside"] == 0
