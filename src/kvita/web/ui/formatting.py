"""Numbers, dates and words as people in Russia write them. Pure: no clock, no settings, no template.

Between groups of digits, before a unit and before ₽ stands U+00A0 (the text does not break there), the
decimal mark is a comma, the minus is U+2212.
"""

from datetime import date, datetime
from decimal import Decimal
from typing import Final

from kvita.calc.money import Money
from kvita.calc.period import Month
from kvita.calc.rounding import round_half_up
from kvita.core.wording import (
    MINUS,
    MONTHS,
    MONTHS_OF,
    NBSP,
    agreed,
    counted,
    plural,
    say_amount,
    say_measured,
    say_movement,
    say_rubles,
    say_unit,
    short_places,
)

__all__ = [
    "MONTHS",
    "MONTHS_OF",
    "MONTHS_SHORT",
    "NBSP",
    "agreed",
    "amount",
    "counted",
    "file_size",
    "human_date",
    "human_month",
    "human_time",
    "measured",
    "money",
    "month_name",
    "number",
    "phone_link",
    "plural",
    "rate",
    "short_volume",
    "signed",
    "sum_parts",
    "unit",
    "volume",
    "volume4",
]

MONTHS_SHORT: Final = ("янв", "фев", "мар", "апр", "май", "июн", "июл", "авг", "сен", "окт", "ноя", "дек")


def money(value: Money) -> str:
    """Return `1 537,15 ₽`; a negative amount starts with U+2212."""
    return say_rubles(value)


def amount(value: Money) -> str:
    """Return `1 537,15`, for tables whose head names the rouble."""
    return say_amount(value)


def signed(value: Money) -> str:
    """Return the amount as a movement of debt: `+2 042,84`, `−792,36`, `0,00`."""
    return say_movement(value)


def sum_parts(value: Money) -> tuple[str, str]:
    """Return `("1 537", ",15 ₽")`: the roubles and the small rest of a big amount."""
    whole, kopecks = amount(value).split(",")
    return whole, f",{kopecks}{NBSP}₽"


def number(value: Decimal | int) -> str:
    """Return the number with all decimals it has: groups of three, a comma, U+2212.

    Raises:
        TypeError: float is refused, its decimals are not what was stored.
    """
    if isinstance(value, float):
        raise TypeError("a float has no exact decimals; give Decimal or int")
    text = f"{abs(value):,f}" if isinstance(value, Decimal) else f"{abs(value):,d}"
    return (MINUS if value < 0 else "") + text.replace(",", NBSP).replace(".", ",")


def volume(value: Decimal | int) -> str:
    """Return a volume with the decimals it has, without the zeros at the end: `10,418`, `74,8`, `2`."""
    return number(_trimmed(Decimal(value)))


def short_volume(value: Decimal, printed_unit: str) -> Decimal:
    """Return a volume rounded to the decimals that its unit is shown with; the opened line has them all."""
    return round_half_up(value, short_places(printed_unit))


def volume4(value: Decimal | int) -> str:
    """Return a meter value or consumption as the tables of the accounting do, with four decimals: `6 858,0000`."""
    return number(round_half_up(Decimal(value), 4))


def measured(value: Decimal | int, printed_unit: str) -> str:
    """Return a reading or a volume with the decimals of its unit at most: `391,548` м³, `16 955` кВт·ч."""
    return say_measured(Decimal(value), printed_unit)


def rate(value: Decimal | int) -> str:
    """Return a rate with at least two decimals and all that are stored: `18,84`, `5,80`, `4,095`."""
    trimmed = _trimmed(Decimal(value))
    return number(trimmed if -int(trimmed.as_tuple().exponent) > 2 else round_half_up(trimmed))


def human_date(day: date, today: date | None = None) -> str:
    """Return `21 августа`, with the year unless it is the year of `today`: `21 августа 2017`."""
    text = f"{day.day}{NBSP}{MONTHS_OF[day.month - 1]}"
    return text if today is not None and today.year == day.year else f"{text}{NBSP}{day.year}"


def human_time(moment: datetime, today: date | None = None) -> str:
    """Return `11 сентября, 14:32`; the moment is already in the time zone of the organization."""
    return f"{human_date(moment, today)}, {moment:%H:%M}"


def human_month(month: Month | date) -> str:
    """Return `август 2017`; a sentence or a head starts it with `capfirst`."""
    return f"{MONTHS[month.month - 1]}{NBSP}{month.year}"


def month_name(month: Month | date) -> str:
    """Return `август`, where the year is clear from the page."""
    return MONTHS[month.month - 1]


def unit(printed: str) -> str:
    """Return a printed unit as people read it: `кв.м.` is м², `куб.м` м³, `кВт*час` кВт·ч; others stay."""
    return say_unit(printed)


def file_size(octets: int) -> str:
    """Return `84 кБ` or `1,1 МБ` (thousands, as the file managers of phones do)."""
    if octets < 1_000_000:
        return f"{number(max(Decimal(1), round_half_up(Decimal(octets) / 1000, 0)) if octets else 0)}{NBSP}кБ"
    tenths = round_half_up(Decimal(octets) / 1_000_000, 1)
    return f"{volume(tenths)}{NBSP}МБ"


def phone_link(phone: str) -> str:
    """Return the `tel:` address of a printed Russian number: `8 (843) 222-77-88` is `tel:+78432227788`."""
    digits = "".join(character for character in phone if character in "0123456789")
    if len(digits) == 11 and digits[0] in "78":
        return f"tel:+7{digits[1:]}"
    return f"tel:+{digits}" if phone.strip().startswith("+") else f"tel:{digits}"


def _trimmed(value: Decimal) -> Decimal:
    """Drop the zeros at the end of the decimals; whole numbers keep theirs."""
    return round_half_up(value, 0) if value == value.to_integral_value() else value.normalize()
