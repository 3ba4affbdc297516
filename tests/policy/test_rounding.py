"""One rule of rounding (half up, away from zero): `calc.rounding` holds it, nobody rounds on their own."""

import ast
from decimal import Decimal
from pathlib import Path

import pytest

from kvita.calc.money import Money
from kvita.calc.period import Month
from kvita.web.ui.charts import MonthFigures, month_chart
from tests.policy.sources import PACKAGE, modules, shown, tree_of

# Lengths on paper and samples of sound: floats that no person reads as a number.
LENGTHS = {
    "documents/rendering/details.py",
    "documents/rendering/measured.py",
    "documents/rendering/tables.py",
    "documents/rendering/typeface.py",
    "web/captcha/speech.py",
}
OWN_WAYS = {"round", "quantize"}


def _rounds(path: Path) -> list[str]:
    found = []
    for node in ast.walk(tree_of(path)):
        if isinstance(node, ast.Call):
            name = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
            if name in OWN_WAYS:
                found.append(f"{shown(path)}:{node.lineno} {name}")
        if isinstance(node, ast.Name | ast.Attribute):
            name = node.id if isinstance(node, ast.Name) else node.attr
            if name.startswith("ROUND_"):
                found.append(f"{shown(path)}:{node.lineno} {name}")
    return found


def test_only_the_rule_itself_rounds() -> None:
    rule = PACKAGE / "calc" / "rounding.py"
    elsewhere = [path for path in modules() if path != rule and str(path.relative_to(PACKAGE)) not in LENGTHS]
    # The hidden volumes of the manual's table are searched upwards from a bound: that is no rounding of an amount.
    found = [one for path in elsewhere for one in _rounds(path) if "demo/innova2017/tables.py" not in one]
    assert found == []


@pytest.mark.parametrize(
    ("charged", "shown_over_bar"), [("2042.50", "2\u00a0043"), ("2041.50", "2\u00a0042"), ("0.49", "0")]
)
def test_a_sum_over_a_bar_is_rounded_as_the_bill_rounds(charged: str, shown_over_bar: str) -> None:
    figures = [MonthFigures(Month(2026, 10), Money.from_rubles(Decimal(charged)), Money(0))]
    assert month_chart(figures).bars[0].value == shown_over_bar
