"""Geometry of the charts. Pure: amounts in, attributes of SVG elements out; the templates only print them.

The SVG has no `viewBox`: x and widths are in %, y and heights in px, so a chart stretches without bending its labels.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from kvita.calc.money import Money
from kvita.calc.period import Month
from kvita.calc.rounding import round_half_up
from kvita.web.ui.formatting import MONTHS_OF, MONTHS_SHORT, NBSP, human_month, money, month_name, number

HEIGHT: Final = 232
TOP: Final = 26
BASE: Final = 204
LABEL_Y: Final = 224
BAR_SHARE: Final = 60  # of the width of a month, in %
VALUE_WIDTH: Final = 20  # of the width of a chart on a phone that a number over a bar takes, in %
LEFT: Final = 11  # % of the width for the labels of the scale: no bar stands under them
LETTERS: Final = 11  # px from the base of a number to its top
RING: Final = 7  # px from the middle of a ring to its edge, with a hair of space


@dataclass(frozen=True, slots=True)
class MonthFigures:
    """What was charged and paid in a month."""

    month: Month
    charged: Money
    paid: Money


@dataclass(frozen=True, slots=True)
class Bar:
    """A month of the chart: a bar, a ring (none where `ring_y` is empty) and the label under them.

    A phone leaves out the labels that are `is_alternate`, a screen of few letters those that are `is_rare` too.
    """

    x: str
    width: str
    y: str
    height: str
    middle: str
    ring_y: str
    label: str
    value: str
    value_y: str
    is_last: bool
    is_alternate: bool
    is_rare: bool = False
    is_estimated: bool = False


@dataclass(frozen=True, slots=True)
class GridLine:
    """A horizontal line and its label; the base line has none."""

    y: str
    label_y: str
    label: str


@dataclass(frozen=True, slots=True)
class Chart:
    """Everything that ui/parts/chart.html draws."""

    height: int
    label_y: int
    title: str
    description: str
    bars: tuple[Bar, ...]
    lines: tuple[GridLine, ...]
    norm_y: str = ""
    """Where the dashed line of the norm is; empty where there is none."""


def month_chart(figures: Sequence[MonthFigures]) -> Chart:
    """Return bars (charged) and rings (paid) for months in order, oldest first.

    The last bar carries its value, and the largest unless it stands so near that the two would overprint. A month below
    zero, where recalculations exceed the charges, stands on the base line: its number is in the table under the chart.

    Raises:
        ValueError: there is no month to draw.
    """
    if not figures:
        raise ValueError("a chart needs at least one month")
    top = scale_top(max(max(row.charged.kopecks, row.paid.kopecks) for row in figures))
    largest = max(range(len(figures)), key=lambda index: figures[index].charged.kopecks)
    last = len(figures) - 1
    told = valued(largest, last, len(figures))
    lines = tuple(_line(top * part // 2, top) for part in (0, 1, 2))
    slot = _percent(1, len(figures)) * (100 - LEFT) / 100
    reach = int((VALUE_WIDTH / 2 + 2) // slot)  # months to both sides over which a number stretches
    bars = []
    for index, row in enumerate(figures):
        near = range(max(0, index - reach), min(last, index + reach) + 1)
        rings = [_y(figures[month].paid, top) for month in near]
        taken = [(y - RING, y + RING) for y in rings]
        if LEFT + slot * (index + 0.5) < LEFT + VALUE_WIDTH / 2:  # it reaches into the labels of the scale
            taken += [(float(line.label_y) - LETTERS, float(line.label_y) + 2) for line in lines if line.label]
        left = LEFT + index * slot
        bar_y = _y(row.charged, top)
        value_y = _free_above(bar_y - 9, taken)
        is_told = index in told and value_y >= LETTERS  # where there is no room for a number, the table has it
        bars.append(
            Bar(
                x=f"{left + slot * (100 - BAR_SHARE) / 200:.2f}%",
                width=f"{slot * BAR_SHARE / 100:.2f}%",
                y=f"{bar_y:.1f}",
                height=f"{BASE - bar_y:.1f}",
                middle=f"{left + slot / 2:.2f}%",
                ring_y=f"{_y(row.paid, top):.1f}",
                label=MONTHS_SHORT[row.month.month - 1],
                value=number(round_half_up(row.charged.rubles, 0)) if is_told else "",
                value_y=f"{value_y:.1f}",
                is_last=index == last,
                is_alternate=(last - index) % 2 == 1,
                is_rare=(last - index) % 4 == 2,
            )
        )
    return Chart(
        height=HEIGHT,
        label_y=LABEL_Y,
        title="Начислено и оплачено по месяцам, рублей",
        description=_description(figures),
        bars=tuple(bars),
        lines=lines,
    )


def valued(largest: int, last: int, bars: int) -> set[int]:
    """Return the bars that carry their value: a number on a phone takes some fifth of the width of the chart."""
    is_apart = (last - largest) * (100 - LEFT) >= VALUE_WIDTH * bars
    return {largest, last} if is_apart else {last}


def scale_top(kopecks: int) -> int:
    """Return the end of the scale: the next 1, 2, 4, 6 or 8 followed by zeros, in kopecks, 100 roubles at least."""
    step = 10_000
    while True:
        for digit in (1, 2, 4, 6, 8):
            if kopecks <= digit * step:
                return digit * step
        step *= 10


@dataclass(frozen=True, slots=True)
class Movement:
    """A step of the debt: its balance at a moment, or what changed it."""

    label: str
    amount: Money
    is_balance: bool = False


@dataclass(frozen=True, slots=True)
class FallStep:
    """A row of the staircase: its bar spans from the level before to the level after."""

    label: str
    amount: Money
    is_balance: bool
    is_end: bool
    tone: str
    x: str
    width: str


def debt_fall(movements: Sequence[Movement]) -> list[FallStep]:
    """Return the staircase of the debt: balances start at zero, changes hang between two levels.

    A balance sets the level, so a difference that the changes do not explain shows as a gap, not as a lie.
    """
    spans: list[tuple[int, int]] = []
    level = 0
    for movement in movements:
        start = 0 if movement.is_balance else level
        level = start + movement.amount.kopecks
        spans.append((min(start, level), max(start, level)))
    low = min((span[0] for span in spans), default=0)
    whole = max((span[1] for span in spans), default=0) - low or 1
    steps = []
    for index, (movement, span) in enumerate(zip(movements, spans, strict=True)):
        tone = "" if movement.is_balance or not movement.amount else "up" if movement.amount.kopecks > 0 else "down"
        steps.append(
            FallStep(
                label=movement.label,
                amount=movement.amount,
                is_balance=movement.is_balance,
                is_end=movement.is_balance and index == len(movements) - 1,
                tone=tone,
                x=f"{_percent(span[0] - low, whole):.2f}%",
                width=f"{_percent(span[1] - span[0], whole):.2f}%",
            )
        )
    return steps


def _free_above(y: float, taken: Sequence[tuple[float, float]]) -> float:
    """Return the base of a number at `y`, or as far above it as is needed to stand on nothing that is `taken` (px)."""
    for high, low in sorted(taken, reverse=True):
        if y - LETTERS < low and y + 2 > high:
            y = high - 3
    return y


def _percent(part: int, whole: int) -> float:
    """Share of a length in %; lengths on the screen are no money, so a float is right here."""
    return part * 100 / whole


def _y(value: Money, top: int) -> float:
    return BASE - (BASE - TOP) * max(0, value.kopecks) / top


def _line(kopecks: int, top: int) -> GridLine:
    y = _y(Money(kopecks), top)
    return GridLine(f"{y:.1f}", f"{y - 6:.1f}", number(kopecks // 100) if kopecks else "")


def _description(figures: Sequence[MonthFigures]) -> str:
    first, last = figures[0].month, figures[-1].month
    if len(figures) == 1:
        return f"{human_month(first).capitalize()}: начислено {money(figures[0].charged)}."
    largest = max(figures, key=lambda row: row.charged.kopecks)
    least = min(figures, key=lambda row: row.charged.kopecks)
    return (
        f"С {_genitive(first)} по {human_month(last)}. Больше всего начислено за {month_name(largest.month)}:"
        f" {money(largest.charged)}, меньше всего за {month_name(least.month)}: {money(least.charged)}."
        " Все числа есть в таблице ниже."
    )


def _genitive(month: Month) -> str:
    return f"{MONTHS_OF[month.month - 1]}{NBSP}{month.year}"
