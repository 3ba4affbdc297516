"""Numbers, sums, days and plurals as people in Russia write them: the one place that knows how.

Pages (`web.ui.formatting`) and printed documents (`documents.rendering.wording`) build on it; refusals, letters and SMS
of the domain use it as it is.
"""

import datetime as dt
import zoneinfo
from decimal import Decimal
from typing import Final

from kvita.calc.money import Money
from kvita.calc.rounding import round_half_up

NBSP: Final = "\u00a0"
MINUS: Final = "\u2212"
MONTHS: Final = (
    *("январь", "февраль", "март", "апрель", "май", "июнь"),
    *("июль", "август", "сентябрь", "октябрь", "ноябрь", "декабрь"),
)
MONTHS_OF: Final = (
    *("января", "февраля", "марта", "апреля", "мая", "июня"),
    *("июля", "августа", "сентября", "октября", "ноября", "декабря"),
)

# Units as accounting programs print them, and as people read them.
UNITS: Final = {
    "кв.м": "м²",
    "кв. м": "м²",
    "м2": "м²",
    "куб.м": "м³",
    "куб. м": "м³",
    "м3": "м³",
    "квт*час": "кВт·ч",
    "квт*ч": "кВт·ч",
    "квт.ч": "кВт·ч",
    "квт-ч": "кВт·ч",
    "квтч": "кВт·ч",
    "гкал": "Гкал",
}


_HOURS: Final = 24
_STORED_DAYS: Final = Decimal("0.005")  # half of the last digit with which the days of an outage are stored


def say_number(value: Decimal | int) -> str:
    """Return `2 713` or `6 858,25`: groups of three, a comma, no zeros at the end of the decimals."""
    whole, _, decimals = format(abs(value), "f").partition(".")
    text = f"{int(whole):,}".replace(",", NBSP)
    decimals = decimals.rstrip("0")
    return (MINUS if value < 0 else "") + text + (f",{decimals}" if decimals else "")


def say_amount(amount: Money) -> str:
    """Return `1 537,15`, for tables whose head names the rouble."""
    whole, kopecks = divmod(abs(amount.kopecks), 100)
    sign = MINUS if amount.kopecks < 0 else ""
    return f"{sign}{whole:,}".replace(",", NBSP) + f",{kopecks:02d}"


def say_movement(amount: Money) -> str:
    """Return the amount as a movement of debt: `+2 042,84`, `−792,36`, `0,00`."""
    return f"+{say_amount(amount)}" if amount.kopecks > 0 else say_amount(amount)


def say_rubles(amount: Money) -> str:
    """Return `1 537,15 ₽`."""
    return f"{say_amount(amount)}{NBSP}₽"


def say_day(day: dt.date) -> str:
    """Return `15 сентября 2017`."""
    return f"{day.day}{NBSP}{MONTHS_OF[day.month - 1]} {day.year}"


def say_month(month: dt.date) -> str:
    """Return `август 2017`."""
    return f"{MONTHS[month.month - 1]} {month.year}"


def say_unit(printed: str) -> str:
    """Return a printed unit as people read it: `кв.м.` is м², `куб.м` м³, `кВт*час` кВт·ч; others stay."""
    text = printed.strip()
    return UNITS.get(text.lower().rstrip("."), text)


# How many decimals of a volume a person is shown: those of meters and of bills. Where it matters, all follow.
_SHORT_PLACES: Final = {"м³": 3, "Гкал": 4, "кВт·ч": 2, "м²": 2}


def short_places(printed_unit: str) -> int:
    """Return the decimals with which volumes of a unit are shown: 3 for м³, 4 for Гкал, 2 for кВт·ч and м²."""
    return _SHORT_PLACES.get(say_unit(printed_unit), 3)


def say_measured(value: Decimal, printed_unit: str) -> str:
    """Return a reading or a volume with no more decimals than its unit is shown with: `391,548` of 391,5475 м³."""
    return say_number(round_half_up(value, short_places(printed_unit)))


def shown_use(used: Decimal, previous: Decimal | None, current: Decimal | None, printed_unit: str) -> Decimal:
    """Return a use as it is shown beside its two readings, so that the three figures add up as they stand.

    Rounded one by one they may differ in the last place; what differs by more has another reason, and stays.
    """
    places = short_places(printed_unit)
    shown = round_half_up(used, places)
    if previous is None or current is None:
        return shown
    between = round_half_up(current, places) - round_half_up(previous, places)
    return between if abs(between - shown) <= Decimal(1).scaleb(-places) else shown


def say_duration(days: Decimal | None) -> str:
    """Return whole days as days, anything else as hours, as people count an outage; what is neither stays in days."""
    if not days:
        return ""
    if days == days.to_integral_value():
        return f"{say_number(days)}{NBSP}{plural(int(days), 'день', 'дня', 'дней')}"
    hours = int(round_half_up(days * _HOURS, 0))
    if hours and abs(Decimal(hours) / _HOURS - days) <= _STORED_DAYS:
        return f"{hours}{NBSP}{plural(hours, 'час', 'часа', 'часов')}"
    return f"{say_number(days)}{NBSP}дня"


def plural(count: int, one: str, few: str, many: str) -> str:
    """Return the word that goes with the number: 1 день, 2 дня, 5 дней, 11 дней, 21 день."""
    last, tail = abs(count) % 10, abs(count) % 100
    if last == 1 and tail != 11:
        return one
    return few if last in {2, 3, 4} and tail not in {12, 13, 14} else many


def counted(count: int, one: str, few: str, many: str) -> str:
    """Return the number and its word: `4 дня`, `1 200 строк`."""
    return f"{say_number(count)}{NBSP}{plural(count, one, few, many)}"


def agreed(count: int, one: str, few: str, many: str = "") -> str:
    """Return the verb that goes with a counted subject: принято 1 показание, приняты 2, принято 6.

    `one` agrees with the noun in the singular (принят платёж, принята заявка, принято показание). Five and more take
    the neuter singular: `few` with о for ы, unless `many` says otherwise (ждёт, ждут, ждут).
    """
    return plural(count, one, few, many or f"{few.removesuffix('ы')}о")


def say_moment(moment: dt.datetime, time_zone: str) -> str:
    """Return `15 сентября 2017, 18:00` by the clocks of that time zone."""
    local = moment.astimezone(zoneinfo.ZoneInfo(time_zone))
    return f"{say_day(local.date())}, {local:%H:%M}"
