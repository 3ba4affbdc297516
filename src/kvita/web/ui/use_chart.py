"""The chart of what a meter counted: bars by month, rings for the same month a year before, a line for the norm."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from kvita.calc.period import Month
from kvita.calc.rounding import round_half_up
from kvita.web.ui.charts import BAR_SHARE, BASE, HEIGHT, LABEL_Y, LEFT, TOP, Bar, Chart, GridLine, valued
from kvita.web.ui.formatting import MONTHS_OF, MONTHS_SHORT, NBSP, human_month, month_name, volume

PARTS: Final = 1000  # the scale counts thousandths of a unit


@dataclass(frozen=True, slots=True)
class UseFigures:
    """What was used in a month and in the same month a year before; None where it is not known.

    `is_estimated`: no reading came, the volume is the average that was charged.
    """

    month: Month
    volume: Decimal | None
    year_before: Decimal | None = None
    is_estimated: bool = False


def use_chart(figures: Sequence[UseFigures], *, norm: Decimal | None, unit: str, title: str) -> Chart:
    """Return the chart for months in order, oldest first.

    The last known bar carries its value, and the largest unless it stands too near to it.

    Raises:
        ValueError: there is no month to draw.
    """
    if not figures:
        raise ValueError("a chart needs at least one month")
    known = [row for row in figures if row.volume is not None]
    values = [row.volume for row in known] + [row.year_before for row in figures] + [norm]
    top = _scale_top(max((value for value in values if value is not None), default=Decimal(0)))
    places = [index for index, row in enumerate(figures) if row.volume is not None]
    largest = max(places, key=lambda index: _volume(figures[index]), default=0)
    told = valued(largest, places[-1], len(figures)) if places else set()
    slot = (100 - LEFT) / len(figures)
    bars = [
        Bar(
            x=f"{LEFT + index * slot + slot * (100 - BAR_SHARE) / 200:.2f}%",
            width=f"{slot * BAR_SHARE / 100:.2f}%",
            y=f"{_y(row.volume, top):.1f}",
            height=f"{BASE - _y(row.volume, top):.1f}",
            middle=f"{LEFT + index * slot + slot / 2:.2f}%",
            ring_y="" if row.year_before is None else f"{_y(row.year_before, top):.1f}",
            label=MONTHS_SHORT[row.month.month - 1],
            value=_short(_volume(row)) if index in told else "",
            value_y=f"{_y(row.volume, top) - 9:.1f}",
            is_last=index == len(figures) - 1,
            is_estimated=row.is_estimated,
            is_alternate=(len(figures) - 1 - index) % 2 == 1,
            is_rare=(len(figures) - 1 - index) % 4 == 2,
        )
        for index, row in enumerate(figures)
    ]
    return Chart(
        height=HEIGHT,
        label_y=LABEL_Y,
        title=f"{title}, {unit}".rstrip(", "),
        description=_description(known, norm, unit),
        bars=tuple(bars),
        lines=tuple(_line(top * part / 2, top) for part in (0, 1, 2)),
        norm_y="" if norm is None else f"{_y(norm, top):.1f}",
    )


def _scale_top(largest: Decimal) -> Decimal:
    """Return the end of the scale: 1, 2, 4, 6 or 8 and zeros, in thousandths at least."""
    step = 1
    while True:
        for digit in (1, 2, 4, 6, 8):
            if largest * PARTS <= digit * step:
                return Decimal(digit * step) / PARTS
        step *= 10


def _y(value: Decimal | None, top: Decimal) -> Decimal:
    return BASE - (BASE - TOP) * max(Decimal(0), value or Decimal(0)) / top


def _line(value: Decimal, top: Decimal) -> GridLine:
    y = _y(value, top)
    return GridLine(f"{y:.1f}", f"{y - 6:.1f}", volume(value) if value else "")


def _volume(row: UseFigures) -> Decimal:
    return row.volume or Decimal(0)


def _short(value: Decimal) -> str:
    """Return a value short enough to stand over its bar."""
    return volume(round_half_up(value, 0 if value >= 100 else 1))


def _description(known: Sequence[UseFigures], norm: Decimal | None, unit: str) -> str:
    if not known:
        return "Расход ещё ни за один месяц не известен."
    first, last = known[0], known[-1]
    most, least = max(known, key=_volume), min(known, key=_volume)
    said = [f"С {MONTHS_OF[first.month.month - 1]}{NBSP}{first.month.year} по {human_month(last.month)}."]
    if len(known) > 1:
        said.append(f"Больше всего за {month_name(most.month)}: {_with(most.volume, unit)},")
        said.append(f"меньше всего за {month_name(least.month)}: {_with(least.volume, unit)}.")
    now = f"За {month_name(last.month)} {_with(last.volume, unit)}{' по среднему' if last.is_estimated else ''}"
    before = "" if last.year_before is None else f", год назад было {_with(last.year_before, unit)}"
    said.append(f"{now}{before}.")
    if norm is not None:
        said.append(f"Норматив на всех — {_with(norm, unit)}.")
    return " ".join([*said, "Все числа есть в таблице ниже."])


def _with(value: Decimal | None, unit: str) -> str:
    return f"{volume(round_half_up(value or Decimal(0), 3))}{NBSP}{unit}".rstrip(NBSP)
