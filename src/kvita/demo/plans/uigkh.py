"""Portal `uigkh`: a settlement company in Barnaul with several services, each paid on its own."""

from typing import Final

from kvita.demo.plans.plan import HousePlan, OrganizationPlan, PayeePlan, PortalPlan
from kvita.demo.plans.services import (
    CAPITAL_REPAIR,
    COLD,
    COMMON_POWER,
    DRAINAGE,
    ELECTRICITY,
    HEATING,
    HOT_HEAT,
    HOT_WATER,
    MAINTENANCE,
    PENALTY,
    WASTE,
    by,
)

NAME: Final = "ООО «Управление имуществом ЖКХ»"
WATER: Final = "ООО «Обской водоканал»"
HEAT: Final = "АО «Обьтепло»"
POWER: Final = "АО «Обьэнергосбыт»"
BANK: Final = ("АО «Обь-Банк»", "040173914")
CORRESPONDENT: Final = "30101810000000000914"

SETTLEMENT: Final = OrganizationPlan(
    slug="ui-gkh",
    name=NAME,
    short_name="УИ ЖКХ",
    inn="2221000034",
    kpp="222101001",
    ogrn="1082200000019",
    address="656000, г. Барнаул, пр. Строителей, д. 18",
    phone="8 (3852) 50-00-08",
    emergency_phone="8 (3852) 50-00-05",
    email="office@uigkh.example",
    city="Барнаул",
    region="Алтайский край",
    time_zone="Asia/Barnaul",
    first_account="120301",
    letter_index="А",
    houses=(
        HousePlan("проспект Строителей", "18", 1989, 9, 1, 4),
        HousePlan("Юрина", "206", 1991, 10, 1, 3),
    ),
    services=(
        by(MAINTENANCE, NAME, "16.70"),
        by(HEATING, HEAT, "1683.40", HEAT, act="Решение управления по тарифам № 488 от 18.12.2024"),
        by(HOT_WATER, HEAT, "18.25", HEAT),
        by(HOT_HEAT, HEAT, "1683.40", HEAT, act="Решение управления по тарифам № 488 от 18.12.2024"),
        by(COLD, WATER, "18.25", WATER, act="Решение управления по тарифам № 502 от 19.12.2024"),
        by(DRAINAGE, WATER, "12.90", WATER, act="Решение управления по тарифам № 502 от 19.12.2024"),
        by(ELECTRICITY, POWER, "3.96", POWER, act="Решение управления по тарифам № 515 от 20.12.2024"),
        by(COMMON_POWER, POWER, "3.96", act="Решение управления по тарифам № 515 от 20.12.2024"),
        by(WASTE, "ООО «Вега-Эко»"),
        by(CAPITAL_REPAIR, "Региональный оператор капитального ремонта", "5.86"),
        PENALTY,
    ),
    payees=(
        PayeePlan(NAME, "2221000034", *BANK, "40702810800000005511", CORRESPONDENT),
        PayeePlan(HEAT, "2221000041", *BANK, "40702810200000005522", CORRESPONDENT),
        PayeePlan(WATER, "2221000059", *BANK, "40702810600000005533", CORRESPONDENT),
        PayeePlan(POWER, "2221000066", *BANK, "40702810000000005544", CORRESPONDENT),
    ),
    office_hours="пн–чт 8:00–17:00, пт 8:00–16:00",
    pay_places=("Система Город", "Сбербанк Онлайн", "Касса, пр. Строителей, 18"),
)

UIGKH: Final = PortalPlan(
    slug="uigkh",
    name="Личный кабинет физического лица",
    support_phone="8 (3852) 50-00-08",
    support_hours="пн–пт 8:00–17:00 по Барнаулу",
    support_email="office@uigkh.example",
    footer="ООО «Управление имуществом ЖКХ», г. Барнаул, пр. Строителей, д. 18",
    organizations=(SETTLEMENT,),
)
