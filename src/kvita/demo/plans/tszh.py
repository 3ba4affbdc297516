"""Portal `tszh`: one cabinet of a partnership of owners and of a management company in Yaroslavl."""

from dataclasses import replace
from typing import Final

from kvita.demo.plans.plan import HousePlan, OrganizationPlan, PayeePlan, PortalPlan
from kvita.demo.plans.services import (
    CAPITAL_REPAIR,
    COLD,
    COMMON_POWER,
    DRAINAGE,
    ELECTRICITY,
    GAS,
    HEATING,
    HOT_HEAT,
    HOT_WATER,
    INTERCOM,
    MAINTENANCE,
    PENALTY,
    WASTE,
    by,
)

WATER: Final = "АО «Верхневолжский водоканал»"
HEAT: Final = "ПАО «Волжская тепловая компания»"
POWER: Final = "АО «Ярославский свет»"
BANK: Final = ("АО «Верхневолжский банк»", "047888914")

SERVICES: Final = (
    by(replace(MAINTENANCE, name="Содержание общего имущества"), "ТСЖ «Липовая аллея»", "17.45"),
    by(HEATING, HEAT, act="Приказ департамента тарифов № 301-ви от 13.12.2024"),
    by(HOT_WATER, HEAT),
    by(HOT_HEAT, HEAT, act="Приказ департамента тарифов № 301-ви от 13.12.2024"),
    by(COLD, WATER, act="Приказ департамента тарифов № 288-в/во от 11.12.2024"),
    by(DRAINAGE, WATER, act="Приказ департамента тарифов № 288-в/во от 11.12.2024"),
    by(ELECTRICITY, POWER, act="Приказ департамента тарифов № 310-э/э от 17.12.2024"),
    by(COMMON_POWER, POWER, act="Приказ департамента тарифов № 310-э/э от 17.12.2024"),
    by(WASTE, "ООО «Чистая Волга»"),
    by(CAPITAL_REPAIR, "Региональный фонд капитального ремонта", payee="Региональный фонд капитального ремонта"),
    PENALTY,
)
FUND: Final = PayeePlan(
    "Региональный фонд капитального ремонта", "7604000126", *BANK, "40603810100000000771", "30101810800000000914"
)

LIPOVAYA: Final = OrganizationPlan(
    slug="lipovaya",
    name="Товарищество собственников жилья «Липовая аллея»",
    short_name="ТСЖ «Липовая аллея»",
    inn="7604000020",
    kpp="760401001",
    ogrn="1107600000016",
    address="150000, г. Ярославль, ул. Липовая, д. 7, правление",
    phone="8 (4852) 30-00-17",
    emergency_phone="8 (4852) 30-00-03",
    email="lipovaya@tszh.example",
    city="Ярославль",
    region="Ярославская область",
    time_zone="Europe/Moscow",
    first_account="0200401",
    houses=(HousePlan("Липовая", "7", 2006, 9, 1, 4), HousePlan("Липовая", "9", 2007, 10, 1, 3)),
    services=SERVICES,
    payees=(
        PayeePlan("ТСЖ «Липовая аллея»", "7604000020", *BANK, "40703810500000000145", "30101810800000000914"),
        FUND,
    ),
    office_hours="вт и чт 17:00–20:00",
    pay_places=("Сбербанк Онлайн", "Касса правления", "Почта России"),
)

GORODSKOY: Final = replace(
    LIPOVAYA,
    slug="gorodskoy-dom",
    name="ООО «Управляющая компания „Городской дом“»",
    short_name="УК «Городской дом»",
    inn="7604000077",
    ogrn="1127600000037",
    address="150003, г. Ярославль, ул. Полевая, д. 15",
    phone="8 (4852) 30-00-44",
    emergency_phone="8 (4852) 30-00-40",
    email="gd@tszh.example",
    first_account="0310101",
    houses=(
        HousePlan("Полевая", "15", 1978, 5, 3, 3, gas=True),
        HousePlan("Полевая", "17", 1979, 5, 2, 3, gas=True),
    ),
    services=(
        by(MAINTENANCE, "ООО «Управляющая компания „Городской дом“»", "18.92"),
        *SERVICES[1:7],
        by(GAS, "ООО «Яргазсбыт»"),
        *SERVICES[7:9],
        by(INTERCOM, "ООО «Домофон-Сервис»"),
        *SERVICES[9:],
    ),
    payees=(
        PayeePlan("ООО «УК „Городской дом“»", "7604000077", *BANK, "40702810100000000892", "30101810800000000914"),
        FUND,
    ),
    office_hours="пн–пт 8:00–17:00, обед 12:00–13:00",
    pay_places=("Сбербанк Онлайн", "Касса УК", "Почта России"),
)

TSZH: Final = PortalPlan(
    slug="tszh",
    name="Личный кабинет жильца",
    support_phone="8 (4852) 30-00-01",
    support_hours="пн–пт 9:00–17:00",
    support_email="help@tszh.example",
    footer=(
        "150000, г. Ярославль, ул. Липовая, д. 1\n"
        "Ответственность за размещённую на портале информацию несут управляющие организации "
        "(по обслуживаемым ими многоквартирным домам)."
    ),
    organizations=(LIPOVAYA, GORODSKOY),
)
