"""In words: from which meters, people or area the volume of a line comes. Page and bill say the same.

Whatever stands here as an equation holds to the last digit that it shows.
"""

from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from kvita.billing.models import StatementLine
from kvita.billing.selectors import Flow, MeteredVolume, MeterGroup, MeterUse, ratio_of
from kvita.calc.period import Month
from kvita.calc.rounding import EXACT
from kvita.core.wording import MONTHS, NBSP, plural, say_number, say_unit

_FLOWS: Final = {
    Flow.OWN: "",
    Flow.COLD: "холодной воды",
    Flow.HOT: "горячей воды",
    Flow.OTHER_WATER: "горячей воды",
}
_PLAIN_RATIO: Final = 4  # decimals of a norm that a person would call one


def say_metered(metered: MeteredVolume, line: StatementLine) -> str:
    """Return «9,115 м³ по счётчикам холодной воды + 7,828 м³ по счётчику горячей воды = 16,943 м³»."""
    meters = " + ".join(_group(group, quantity) for group, quantity in _quantities(metered))
    unit = say_unit(line.unit)
    if metered.ratio is not None:
        counted = _meter_unit(metered)
        norm = f"{say_number(metered.ratio)}{NBSP}{unit}{f' на {counted}' if counted else ''}"
        return f"{meters} × {norm} = {quantity_words(line.volume, line.unit)}"
    if len(metered.groups) > 1:
        meters += f" = {quantity_words(metered.counted, line.unit)}"
    return meters if metered.counted == line.volume else f"{meters}, в квитанции округлено"


def say_norm(line: StatementLine, residents: int) -> str:
    """Return «2 человека × 4,2 м³ = 8,4 м³»; empty where no norm of one person makes the volume."""
    norm = ratio_of(line.volume, Decimal(residents)) if residents else None
    if norm is None or EXACT.multiply(norm, Decimal(residents)) != line.volume:
        return ""
    people = f"{residents}{NBSP}{plural(residents, 'человек', 'человека', 'человек')}"
    return f"{people} × {quantity_words(norm, line.unit)} = {quantity_words(line.volume, line.unit)}"


def say_area(line: StatementLine, area: Decimal | None) -> str:
    """Return «59,5 м² × 0,0189 Гкал на м² = 1,12455 Гкал»; empty where no plain norm of a square meter makes it."""
    norm = ratio_of(line.volume, area) if area else None
    if area is None or norm is None or EXACT.multiply(norm, area) != line.volume or _places(norm) > _PLAIN_RATIO:
        return ""
    unit = say_unit(line.unit)
    return f"{quantity_words(area, 'м²')} × {say_number(norm)}{NBSP}{unit} на м² = {quantity_words(line.volume, unit)}"


def quantity_words(value: Decimal, unit: str) -> str:
    """Return `16,943 м³` with all digits that are known."""
    return f"{say_number(value)}{NBSP}{say_unit(unit)}".rstrip(NBSP)


def dial_words(value: Decimal, decimals: int) -> str:
    """Return a value of a meter with at least the decimals of its scale: `112,000`."""
    whole, _, part = say_number(value).partition(",")
    part = part.ljust(decimals, "0")
    return f"{whole},{part}" if part else whole


def settled_words(use: MeterUse, month: Month) -> str:
    """Return why the readings differ by more than what is charged; empty where they do not."""
    previous, settled = use.was, use.settled
    if previous is None or not settled:
        return ""
    unit = use.register_month.register.service.unit
    if settled < 0:
        return f"за этот месяц начислено на {quantity_words(-settled, unit)} больше разницы показаний"
    first, last = Month.of(previous.month).next, month.previous
    names = " и ".join(MONTHS[one.month - 1] for one in Month.span(first, last)) if first <= last else ""
    whose = f"за {names}, тогда начисляли по среднему" if names else "из прошлых начислений"
    return f"из них {quantity_words(use.used, unit)} за этот месяц, {quantity_words(settled, unit)} — {whose}"


def _quantities(metered: MeteredVolume) -> Iterator[tuple[MeterGroup, str]]:
    unit = _meter_unit(metered)
    for group in metered.groups:
        yield group, quantity_words(group.volume, unit)


def _group(group: MeterGroup, quantity: str) -> str:
    what = _FLOWS[group.flow]
    if all(use.is_estimated for use in group.uses):
        return " ".join(filter(None, (quantity, what, "по среднему за прошлые месяцы")))
    meters = "по счётчику" if len(group.uses) == 1 else "по счётчикам"
    return " ".join(filter(None, (quantity, meters, what)))


def _meter_unit(metered: MeteredVolume) -> str:
    return say_unit(metered.groups[0].uses[0].register_month.register.service.unit)


def _places(value: Decimal) -> int:
    return max(0, -int(value.normalize().as_tuple().exponent))
