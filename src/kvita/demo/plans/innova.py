"""Portal `innova`: a billing vendor in Kazan that serves several management companies.

The first organisation, two of its accounts and its thirteen services are those of the vendor's manual
(data/innova-2017-08); everything else is invented.
"""

from typing import Final

from kvita.demo.plans.plan import Growth, HousePlan, Method, OrganizationPlan, PayeePlan, PortalPlan, ServicePlan
from kvita.demo.plans.services import (
    CAPITAL_REPAIR,
    COLD,
    DRAINAGE,
    ELECTRICITY,
    HEATING,
    HOT_WATER_OF_PARTS,
    INTERCOM,
    MAINTENANCE,
    PENALTY,
    WASTE,
    by,
)
from kvita.tariffs.enums import ServiceKind

WATER_ACT: Final = "Постановление комитета по тарифам № 5-24/к от 18.12.2024"
POWER_ACT: Final = "Постановление комитета по тарифам № 3-11/э от 20.12.2024"
BANK: Final = ("АО «Волжский кредит»", "049205914")

# In the order of the manual's table; units and names letter for letter.
SOLNECHNY_SERVICES: Final = (
    ServicePlan("лк Холодная вода", "кв.м.", ServiceKind.COLD_WATER, Method.IDLE, growth=Growth.NONE),
    ServicePlan("лк Электроснабжение", "кв.м.", ServiceKind.ELECTRICITY, Method.IDLE, growth=Growth.NONE),
    ServicePlan("лк Горячая вода", "кв.м.", ServiceKind.HOT_WATER, Method.IDLE, growth=Growth.NONE),
    ServicePlan("Пени", "кв.м.", ServiceKind.PENALTY, Method.PENALTY, growth=Growth.NONE),
    ServicePlan(
        "Капитальный ремонт жилых зданий",
        "кв.м.",
        ServiceKind.CAPITAL_REPAIR,
        Method.AREA,
        "5.85",
        Growth.HOUSING,
        supplier="Фонд капитального ремонта «Наш дом»",
        act="Взнос установлен программой капитального ремонта",
    ),
    ServicePlan("Прочие расходы на квартиру", "кв.м.", ServiceKind.OTHER, Method.IDLE, growth=Growth.NONE),
    ServicePlan(
        "ОДН-Электроснабжение ночное",
        "кв.м.",
        ServiceKind.COMMON_AREA,
        Method.IDLE,
        growth=Growth.NONE,
        supplier="АО «Казанская энергосеть»",
    ),
    ServicePlan(
        "Водоотведение",
        "куб.м",
        ServiceKind.DRAINAGE,
        Method.METERED,
        "15.78",
        resources=("cold", "hot"),
        factor="7.3",
        supplier="МУП «Городской водоканал»",
        act=WATER_ACT,
    ),
    ServicePlan(
        "Холодная вода",
        "куб.м",
        ServiceKind.COLD_WATER,
        Method.METERED,
        "18.84",
        resources=("cold", "hot"),
        factor="7.3",
        supplier="МУП «Городской водоканал»",
        act=WATER_ACT,
    ),
    ServicePlan(
        "Подогрев воды",
        "куб.м",
        ServiceKind.WATER_HEATING,
        Method.METERED,
        "118.07",
        resources=("hot",),
        factor="3.1",
        supplier="АО «Заречные тепловые сети»",
        act="Постановление комитета по тарифам № 5-61/тэ от 19.12.2024",
    ),
    ServicePlan(
        "Отопление",
        "кв.м.",
        ServiceKind.HEATING,
        Method.HEATING_BY_AREA,
        "1561.50",
        supplier="АО «Заречные тепловые сети»",
        act="Постановление комитета по тарифам № 5-61/тэ от 19.12.2024",
    ),
    ServicePlan(
        "Электроснабжение",
        "кВт*час",
        ServiceKind.ELECTRICITY,
        Method.METERED,
        "4.09",
        resources=("day",),
        factor="96",
        supplier="АО «Казанская энергосеть»",
        act=POWER_ACT,
    ),
    ServicePlan(
        "Ночное электроснабжение",
        "кВт*час",
        ServiceKind.ELECTRICITY_NIGHT,
        Method.METERED,
        "2.49",
        resources=("night",),
        factor="32",
        supplier="АО «Казанская энергосеть»",
        act=POWER_ACT,
    ),
)

SOLNECHNY: Final = OrganizationPlan(
    slug="solnechny",
    name='ООО УК "Солнечный город"',
    short_name="УК «Солнечный город»",
    inn="1655000003",
    kpp="165501001",
    ogrn="1101690000014",
    address="420000, г. Казань, ул. Гарифа Ахунова, д. 10",
    phone="8 (843) 222-77-00",
    emergency_phone="8 (843) 222-77-88",
    email="office@solgorod.example",
    city="Казань",
    region="Республика Татарстан",
    time_zone="Europe/Moscow",
    first_account="551501",
    houses=(
        HousePlan("Гарифа Ахунова", "16", 2009, 9, 1, 4, two_tariff=True),
        HousePlan("Спортивная", "9", 2011, 10, 1, 3, two_tariff=True),
    ),
    services=SOLNECHNY_SERVICES,
    payees=(
        PayeePlan(
            'ООО УК "Солнечный город"', "1655000003", *BANK, "40702810000000001234", "30101810700000000914", "68.20.12"
        ),
    ),
    pay_places=('ООО УК "Солнечный город"', "Сбербанк Онлайн", "Система Город", "Почта России"),
)

KAZAN: Final = OrganizationPlan(
    slug="kazan21",
    name='ООО Управляющая компания "Казань XXI век"',
    short_name="УК «Казань XXI век»",
    inn="1655000010",
    kpp="165501001",
    ogrn="1111690000021",
    address="420000, г. Казань, ул. Курская, д. 22",
    phone="8 (843) 222-78-00",
    emergency_phone="8 (843) 222-78-88",
    email="office@kazan21.example",
    city="Казань",
    region="Республика Татарстан",
    time_zone="Europe/Moscow",
    first_account="770101",
    houses=(HousePlan("Курская", "24", 1998, 9, 2, 4),),
    services=(
        by(MAINTENANCE, 'ООО Управляющая компания "Казань XXI век"'),
        by(HEATING, "АО «Заречные тепловые сети»"),
        by(COLD, "МУП «Городской водоканал»", act=WATER_ACT),
        by(HOT_WATER_OF_PARTS, "АО «Заречные тепловые сети»"),
        by(DRAINAGE, "МУП «Городской водоканал»", act=WATER_ACT),
        by(ELECTRICITY, "АО «Казанская энергосеть»", act=POWER_ACT),
        by(WASTE, "ООО «Чистый двор»"),
        by(INTERCOM, "ООО «Домофон-Сервис»"),
        by(CAPITAL_REPAIR, "Фонд капитального ремонта «Наш дом»"),
        PENALTY,
    ),
    payees=(
        PayeePlan(
            'ООО Управляющая компания "Казань XXI век"',
            "1655000010",
            *BANK,
            "40702810900000002100",
            "30101810700000000914",
            "68.20.12",
        ),
    ),
    pay_places=("Касса УК", "Сбербанк Онлайн", "Система Город"),
)

INNOVA: Final = PortalPlan(
    slug="innova",
    name="Личный кабинет абонента",
    support_phone="8 (843) 222-70-70",
    support_hours="пн–пт 9:00–18:00",
    support_email="help@innova.example",
    footer="",
    organizations=(SOLNECHNY, KAZAN),
)
