"""Words of the pages that depend on a number or a date."""

import datetime as dt
from typing import Final

from kvita.billing.models import StatementLine
from kvita.calc.money import Money
from kvita.calc.period import Month
from kvita.tariffs.enums import ServiceKind
from kvita.web.ui.formatting import MONTHS, MONTHS_OF, NBSP, agreed, counted, human_date

# Where somebody is: "в августе".
MONTHS_IN: Final = (
    *("январе", "феврале", "марте", "апреле", "мае", "июне"),
    *("июле", "августе", "сентябре", "октябре", "ноябре", "декабре"),
)

# The square of a service: colour of the resource and drawing.
SERVICE_SIGNS: Final = {
    ServiceKind.COLD_WATER: ("cold", "drop"),
    ServiceKind.HOT_WATER: ("hot", "drop"),
    ServiceKind.WATER_HEATING: ("hot", "flame"),
    ServiceKind.DRAINAGE: ("drain", "drain"),
    ServiceKind.ELECTRICITY: ("power", "bolt"),
    ServiceKind.ELECTRICITY_NIGHT: ("night", "moon"),
    ServiceKind.GAS: ("hot", "flame"),
    ServiceKind.HEATING: ("heat", "heat"),
    ServiceKind.WASTE: ("", "trash"),
    ServiceKind.MAINTENANCE: ("home", "wrench"),
    ServiceKind.CAPITAL_REPAIR: ("home", "building"),
    ServiceKind.RENT: ("home", "key"),
    ServiceKind.COMMON_AREA: ("", "lamp"),
    ServiceKind.PENALTY: ("", "percent"),
    ServiceKind.OTHER: ("", "box"),
}


_KIND_ORDER = {kind: place for place, kind in enumerate(ServiceKind)}


def kind_order(kind: str) -> int:
    """Return the place of a kind in lists for residents: resources first, penalties last."""
    return _KIND_ORDER[ServiceKind(kind)]


def service_sign(kind: str) -> tuple[str, str]:
    """Return colour and drawing of a service's square, for `{% res %}`."""
    return SERVICE_SIGNS[ServiceKind(kind)]


def is_zero(line: StatementLine) -> bool:
    """Tell whether all the money of a line is zero, so that it may be folded away."""
    return not any((line.opening, line.charged, line.adjusted, line.shortfall, line.paid, line.closing))


def opening_on(balance: Money, day: dt.date, *, with_year: bool = False) -> str:
    """Return «Было к оплате на 1 августа» or «Переплата на 1 августа 2017»: not debt, its day to pay may be ahead."""
    word = "Переплата" if balance.kopecks < 0 else "Было к оплате"
    return f"{word} на {human_date(day, None if with_year else day)}"


def closing_on(balance: Money, day: dt.date, *, with_year: bool = False) -> str:
    """Return «К оплате на 1 сентября» or «Переплата на 1 сентября 2017»."""
    word = "Переплата" if balance.kopecks < 0 else "К оплате"
    return f"{word} на {human_date(day, None if with_year else day)}"


def names_month(note: str, month: dt.date) -> bool:
    """Tell whether a reason says itself which month it is about: «За июль начислили по среднему»."""
    names = (MONTHS[month.month - 1], MONTHS_OF[month.month - 1], MONTHS_IN[month.month - 1])
    return any(name in note.lower() for name in names)


def in_month(month: Month) -> str:
    """Return «в августе»."""
    return f"в{NBSP}{MONTHS_IN[month.month - 1]}"


def days_left(day: dt.date, today: dt.date) -> str:
    """Return «осталось 4 дня», «остался 1 день», «сегодня последний день» or «прошло 4 дня»."""
    left = (day - today).days
    if left == 0:
        return "сегодня последний день"
    verb = ("остался", "осталось", "осталось") if left > 0 else ("прошёл", "прошло", "прошло")
    return f"{agreed(abs(left), *verb)} {counted(abs(left), 'день', 'дня', 'дней')}"
