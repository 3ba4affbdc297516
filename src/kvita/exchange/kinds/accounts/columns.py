"""The columns of a file of accounts, and which field of which table each of them fills."""

from collections.abc import Callable
from typing import Any, Final

from kvita.exchange.kinds.columns import CODE, NUMBER
from kvita.exchange.readers import Column
from kvita.exchange.values import CellError
from kvita.exchange.values.dates import parse_day
from kvita.exchange.values.numbers import parse_area, parse_count, parse_floor
from kvita.exchange.values.texts import clean_text, parse_code

COLUMNS: Final = (
    CODE,
    NUMBER,
    Column("organization", "Организация", ("Управляющая организация", "УК")),
    Column("holder_name", "Квартиросъемщик", ("ФИО", "Собственник", "Абонент", "Плательщик", "Наниматель")),
    Column("phone", "Телефон", ("Номер телефона", "Мобильный телефон")),
    Column("email", "Электронная почта", ("E-mail", "Почта", "Эл. почта")),
    Column("city", "Город", ("Населенный пункт",)),
    Column("address", "Адрес", ("Адрес дома",), required=True),
    Column("house", "Дом", ("Номер дома", "№ дома")),
    Column("premise", "Номер квартиры", ("Квартира", "№ квартиры", "Кв.", "Помещение")),
    Column("entrance", "Подъезд", ()),
    Column("floor", "Этаж", ()),
    Column("rooms_count", "Количество комнат", ("Комнат", "Число комнат", "Кол-во комнат")),
    Column(
        "residents_count", "Количество жильцов", ("Проживает", "Жильцов", "Число проживающих", "Кол-во жильцов",
        "Количество проживающих"),
    ),
    Column("total_area", "Общая площадь (кв.метр)", ("Общая площадь", "Площадь", "Общая площадь кв.м")),
    Column("heated_area", "Отапливаемая площадь (кв.метр)", ("Отапливаемая площадь", "Отапливаемая площадь кв.м")),
    Column("living_area", "Жилая площадь (кв.метр)", ("Жилая площадь", "Жилая площадь кв.м")),
    Column("building_total_area", "Площадь дома (кв.метр)", ("Площадь дома", "Площадь дома кв.м")),
    Column(
        "building_heated_area", "Отапливаемая площадь дома (кв.метр)",
        ("Отапливаемая площадь дома", "Отапливаемая площадь дома кв.м"),
    ),
    Column("building_common_area", "Площадь МОП (кв.метр)", ("Площадь МОП", "Площадь мест общего пользования")),
    Column("premises_count", "Количество квартир", ("Квартир", "Число квартир", "Кол-во квартир")),
    Column("opened_on", "Дата открытия", ("Открыт", "Счет открыт")),
    Column("closed_on", "Дата закрытия", ("Закрыт", "Счет закрыт")),
    Column("unified_account_number", "ЕЛС", ("Единый лицевой счет",)),
    Column("housing_service_id", "ИЖКУ", ("Идентификатор ЖКУ",)),
)  # fmt: skip

Parse = Callable[[str], Any]


def _text(longest: int) -> Parse:
    return lambda text: clean_text(text, longest=longest)


def _email(text: str) -> str:
    cleaned = clean_text(text, longest=254)
    name, _, host = cleaned.partition("@")
    if not name or "." not in host or " " in cleaned:
        raise CellError("Это не адрес электронной почты.", "Впишите адрес, например anna@example.ru.")
    return cleaned


def _premises(text: str) -> int:
    return parse_count(text, largest=100_000)


# Column key → (field of the table, parser). A cell that is not known leaves the field as it is.
BUILDING_FIELDS: Final[dict[str, tuple[str, Parse]]] = {
    "building_total_area": ("total_area", parse_area),
    "building_heated_area": ("heated_area", parse_area),
    "building_common_area": ("common_area", parse_area),
    "premises_count": ("premises_count", _premises),
}
PREMISE_FIELDS: Final[dict[str, tuple[str, Parse]]] = {
    "entrance": ("entrance", _text(10)),
    "floor": ("floor", parse_floor),
    "rooms_count": ("rooms_count", parse_count),
    "total_area": ("total_area", parse_area),
    "heated_area": ("heated_area", parse_area),
    "living_area": ("living_area", parse_area),
}
ACCOUNT_FIELDS: Final[dict[str, tuple[str, Parse]]] = {
    "holder_name": ("holder_name", _text(200)),
    "phone": ("phone", _text(40)),
    "email": ("email", _email),
    "residents_count": ("residents_count", parse_count),
    "opened_on": ("opened_on", parse_day),
    "closed_on": ("closed_on", parse_day),
    "unified_account_number": ("unified_account_number", lambda text: parse_code(text, longest=10)),
    "housing_service_id": ("housing_service_id", lambda text: parse_code(text, longest=13)),
}
