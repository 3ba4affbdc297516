"""Services that several organisations of the demo share, with prices of 2017."""

from dataclasses import replace
from typing import Final

from kvita.demo.plans.plan import Growth, Method, ServicePlan
from kvita.tariffs.enums import ServiceKind

COLD: Final = ServicePlan(
    "Холодная вода", "м³", ServiceKind.COLD_WATER, Method.METERED, "21.36", resources=("cold",), factor="4.2"
)
HOT_WATER: Final = ServicePlan(
    "Холодная вода для ГВС", "м³", ServiceKind.HOT_WATER, Method.METERED, "21.36", resources=("hot",), factor="3.1"
)
HOT_HEAT: Final = ServicePlan(
    "Тепло для ГВС",
    "Гкал",
    ServiceKind.WATER_HEATING,
    Method.HEAT_FOR_WATER,
    "1498.20",
    resources=("hot",),
    factor="0.0594",
)
HOT_WATER_OF_PARTS: Final = ServicePlan(
    "Горячая вода",
    "м³",
    ServiceKind.HOT_WATER,
    Method.METERED,
    growth=Growth.NONE,
    resources=("hot",),
    factor="3.1",
    parts=(
        replace(HOT_WATER, name="холодная вода для ГВС", factor="1"),
        replace(HOT_HEAT, name="тепло для подогрева воды"),
    ),
)
DRAINAGE: Final = ServicePlan(
    "Водоотведение", "м³", ServiceKind.DRAINAGE, Method.METERED, "16.72", resources=("cold", "hot"), factor="7.3"
)
ELECTRICITY: Final = ServicePlan(
    "Электроснабжение", "кВт·ч", ServiceKind.ELECTRICITY, Method.METERED, "3.62", resources=("day",), factor="96"
)
ELECTRICITY_NIGHT: Final = ServicePlan(
    "Электроснабжение, ночь",
    "кВт·ч",
    ServiceKind.ELECTRICITY_NIGHT,
    Method.METERED,
    "2.17",
    resources=("night",),
    factor="32",
)
GAS: Final = ServicePlan("Газ", "м³", ServiceKind.GAS, Method.METERED, "5.83", resources=("gas",), factor="9.5")
HEATING: Final = ServicePlan("Отопление", "Гкал", ServiceKind.HEATING, Method.HEATING, "1498.20")
WASTE: Final = ServicePlan(
    "Обращение с твёрдыми коммунальными отходами",
    "м³",
    ServiceKind.WASTE,
    Method.PERSONS,
    "428.60",
    Growth.HOUSING,
    factor="0.1625",
    act="Единый тариф регионального оператора",
)
MAINTENANCE: Final = ServicePlan(
    "Содержание жилого помещения",
    "м²",
    ServiceKind.MAINTENANCE,
    Method.AREA,
    "19.84",
    Growth.HOUSING,
    act="Решение общего собрания собственников",
)
COMMON_POWER: Final = ServicePlan(
    "Электроэнергия на общедомовые нужды",
    "кВт·ч",
    ServiceKind.COMMON_AREA,
    Method.COMMON,
    "3.62",
    resources=("day", "night"),
    factor="0.92",
)
CAPITAL_REPAIR: Final = ServicePlan(
    "Взнос на капитальный ремонт",
    "м²",
    ServiceKind.CAPITAL_REPAIR,
    Method.AREA,
    "6.10",
    Growth.HOUSING,
    act="Минимальный взнос, установленный регионом",
)
INTERCOM: Final = ServicePlan(
    "Домофон", "шт.", ServiceKind.OTHER, Method.FIXED, "38", Growth.HOUSING, act="Договор обслуживания"
)
PENALTY: Final = ServicePlan("Пени", "", ServiceKind.PENALTY, Method.PENALTY, growth=Growth.NONE)


def by(service: ServicePlan, supplier: str, price: str = "", payee: str = "", act: str = "") -> ServicePlan:
    """Return a shared service with the supplier, price and act of an organisation."""
    return replace(service, supplier=supplier, price=price or service.price, payee=payee, act=act or service.act)
