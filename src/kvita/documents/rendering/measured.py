"""Meters and adjustments, sections 2 and 6: side by side or one below the other, whichever takes less room."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import TypeAlias

from kvita.calc.period import Month
from kvita.core.wording import (
    MONTHS,
    MONTHS_OF,
    NBSP,
    say_day,
    say_measured,
    say_month,
    say_movement,
    say_number,
    say_rubles,
    say_unit,
    shown_use,
)
from kvita.documents.bill import AdjustmentLine, BillDocument, MeterReadingLine
from kvita.documents.rendering import typeface, wording
from kvita.documents.rendering.source import Value
from kvita.documents.rendering.tables import PAGE_WIDTH, Sheet, sheet
from kvita.documents.rendering.wording import DASH

_Adjustment: TypeAlias = tuple[list[tuple[str, str]], str]
"""Sums with how the charges changed, and the reason of them all."""

_LONGEST_BESIDE = 400.0
"""Points; higher columns are not set side by side, so that pages break well."""
_READINGS_SHARE = 0.58
_READINGS_SIZE = 8.0
_ADJUSTMENTS_WIDTH = PAGE_WIDTH * (1 - _READINGS_SHARE) - 20
_ADJUSTMENTS_SIZE = 8.5
# Points, from the sizes and gaps of the template; a test holds them against what the print engine finds out.
_HEADING = 14.6
_HEADING_GAP = 13.6
_LINE = 10.63
_PARAGRAPH_GAP = 1.6


def measured(bill: BillDocument) -> Mapping[str, Value]:
    """Both sections: `readings` (a table or nothing), `adjustments`, and `beside`.

    That is the height in points that both need side by side, 0 when they stand one below the other.
    """
    adjustments = _adjustments(bill.adjustments)
    wide = _readings(bill, PAGE_WIDTH) if bill.readings else None
    if wide and adjustments:
        narrow = _readings(bill, PAGE_WIDTH * _READINGS_SHARE)
        left, right = narrow.height, _height(adjustments, _ADJUSTMENTS_WIDTH)
        above, under = wide.height, _height(adjustments, PAGE_WIDTH)
        if left is not None and right is not None and above is not None and under is not None:
            beside = max(left + _HEADING, right)
            if beside <= min(_HEADING + above + _HEADING_GAP + under, _LONGEST_BESIDE):
                return {"beside": round(beside, 1), "readings": narrow.as_value(), "adjustments": adjustments}
    return {"beside": 0, "readings": wide.as_value() if wide else None, "adjustments": adjustments}


def _height(adjustments: Sequence[_Adjustment], room: float) -> float | None:
    """The most that the section can take in a column so wide, None when that cannot be known from here."""
    ems = room / _ADJUSTMENTS_SIZE
    height = _HEADING
    for amounts, reason in adjustments:
        lines = typeface.bold().line_count(", ".join(map("".join, amounts)) + f". {reason}", ems)
        if lines is None:
            return None
        height += lines * _LINE + _PARAGRAPH_GAP
    return height


def _readings(bill: BillDocument, room: float) -> Sheet:
    """Days stand in the head of the table when all meters were read on the same days."""
    previous_on = _same_day([line.previous_on for line in bill.readings])
    current_on = _same_day([line.current_on for line in bill.readings])
    head = ["Счётчик", previous_on or "Было", current_on or "Стало", "Расход"]
    rows = [
        [
            "line",
            wording.sentence(
                (
                    wording.sentence((line.service, line.place)),
                    line.serial,
                    line.note,
                    "" if previous_on else _on("было", line.previous_on, bill.period),
                    "" if current_on else _on("стало", line.current_on, bill.period),
                ),
                " · ",
            ),
            "",
            _shown(line.previous, line.unit),
            _shown(line.current, line.unit),
            _consumption(line),
        ]
        for line in bill.readings
    ]
    return sheet(head, rows, room, _READINGS_SIZE)


def _same_day(days: list[date | None]) -> str:
    only = set(days)
    found = only.pop() if len(only) == 1 else None
    return wording.day(found) if found else ""


def _on(word: str, day: date | None, period: Month) -> str:
    if day is None:
        return ""
    return f"{word} {wording.day(day) if day.year == period.year else say_day(day)}"


def _shown(value: Decimal | None, unit: str) -> str:
    return DASH if value is None else say_measured(value, unit)


def _consumption(line: MeterReadingLine) -> str:
    if line.consumption is None:
        return DASH
    used = shown_use(line.consumption, line.previous, line.current, line.unit)
    return wording.sentence((say_number(used), say_unit(line.unit)), NBSP)


def _adjustments(lines: Sequence[AdjustmentLine]) -> list[_Adjustment]:
    """Adjustments of one reason and month stand together, the reason once."""
    groups: dict[str, list[AdjustmentLine]] = {}
    for line in lines:
        groups.setdefault(_reason(line), []).append(line)
    return [([(_amount(line), _change(line)) for line in group], reason) for reason, group in groups.items()]


def _amount(line: AdjustmentLine) -> str:
    return f"{line.service} {say_movement(line.amount)}{NBSP}₽"


def _change(line: AdjustmentLine) -> str:
    if line.base is None or line.corrected is None:
        return ""
    return f" (было {say_rubles(line.base)}, стало {say_rubles(line.corrected)})"


def _reason(line: AdjustmentLine) -> str:
    reason = line.reason.strip().rstrip(".")
    if line.period and not _is_named(line.period, reason):
        month = say_month(line.period.first_day)
        reason = f"{reason}, за {month}" if reason else f"За {month}"
    return f"{reason}." if reason else ""


def _is_named(period: Month, reason: str) -> bool:
    """True when the reason itself tells the month: «За июль начислили по среднему»."""
    names = (MONTHS[period.month - 1], MONTHS_OF[period.month - 1])
    return any(name in reason.lower() for name in names)
