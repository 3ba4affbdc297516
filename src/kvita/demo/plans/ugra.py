"""Portal `ugra`: a rental house in Khanty-Mansiysk; a tenant has an account of rent and one of utilities."""

from dataclasses import replace
from typing import Final

from kvita.demo.plans.plan import Growth, HousePlan, Method, OrganizationPlan, PayeePlan, PortalPlan, ServicePlan
from kvita.demo.plans.services import (
    COLD,
    COMMON_POWER,
    DRAINAGE,
    ELECTRICITY,
    HEATING,
    HOT_HEAT,
    HOT_WATER,
    INTERCOM,
    MAINTENANCE,
    PENALTY,
    WASTE,
    by,
)
from kvita.housing.enums import AccountKind
from kvita.tariffs.enums import ServiceKind

BANK: Final = ("АО «Северный кредит»", "047162914")
CORRESPONDENT: Final = "30101810800000000914"
HOUSES: Final = (
    HousePlan("Сибирская", "12", 2014, 9, 1, 4),
    HousePlan("Кедровая", "3", 2015, 10, 1, 3),
)
WASTE_OPERATOR: Final = "АО «Северная экология»"

UTILITIES: Final = OrganizationPlan(
    slug="ugra-service",
    name="ООО «Сибирский жилищный сервис»",
    short_name="Сибирский жилищный сервис",
    inn="8601000031",
    kpp="860101001",
    ogrn="1138600000025",
    address="628000, г. Ханты-Мансийск, ул. Сибирская, д. 12, пом. 2",
    phone="8 (3467) 30-00-20",
    emergency_phone="8 (3467) 30-00-11",
    email="service@ugra.example",
    city="Ханты-Мансийск",
    region="ХМАО — Югра",
    time_zone="Asia/Yekaterinburg",
    first_account="20004501",
    houses=HOUSES,
    services=(
        by(MAINTENANCE, "ООО «Сибирский жилищный сервис»", "24.10"),
        by(HEATING, "МП «Северное тепло»", "1642.10", act="Приказ службы по тарифам № 96-нп от 12.12.2024"),
        by(HOT_WATER, "МП «Северное тепло»", "38.40"),
        by(HOT_HEAT, "МП «Северное тепло»", "1642.10", act="Приказ службы по тарифам № 96-нп от 12.12.2024"),
        by(COLD, "МП «Северная вода»", "38.40", act="Приказ службы по тарифам № 101-нп от 12.12.2024"),
        by(DRAINAGE, "МП «Северная вода»", "41.25", act="Приказ службы по тарифам № 101-нп от 12.12.2024"),
        by(ELECTRICITY, "АО «Югорский свет»", "1.91"),
        by(COMMON_POWER, "АО «Югорский свет»", "1.91"),
        by(WASTE, WASTE_OPERATOR, payee=WASTE_OPERATOR),
        by(INTERCOM, "ООО «Домофон-Север»"),
        PENALTY,
    ),
    payees=(
        PayeePlan("ООО «Сибирский жилищный сервис»", "8601000031", *BANK, "40702810300000006201", CORRESPONDENT),
        PayeePlan(WASTE_OPERATOR, "8601000056", *BANK, "40702810800000006219", CORRESPONDENT, online=False),
    ),
    pay_places=("Сбербанк Онлайн", "Кабинет жильца", "Касса, ул. Сибирская, 12"),
    households_seed="ugra-tenants",
)

RENT: Final = replace(
    UTILITIES,
    slug="ugra-rent",
    name="АО «Арендные дома»",
    short_name="Арендные дома",
    inn="8601000049",
    ogrn="1138600000036",
    address="628000, г. Ханты-Мансийск, ул. Сибирская, д. 12, пом. 1",
    phone="8 (3467) 30-00-30",
    email="rent@ugra.example",
    first_account="10004501",
    account_kind=AccountKind.RENT,
    services=(
        ServicePlan(
            "Наём жилого помещения",
            "м²",
            ServiceKind.RENT,
            Method.AREA,
            "212",
            Growth.HOUSING,
            supplier="АО «Арендные дома»",
            act="Договор найма",
        ),
        ServicePlan(
            "Пользование мебелью и техникой",
            "шт.",
            ServiceKind.OTHER,
            Method.FIXED,
            "640",
            Growth.HOUSING,
            supplier="АО «Арендные дома»",
            act="Договор найма",
        ),
        replace(PENALTY, name="Штрафы и пени"),
    ),
    payees=(PayeePlan("АО «Арендные дома»", "8601000049", *BANK, "40702810300000006340", CORRESPONDENT),),
    pay_places=("Сбербанк Онлайн", "Кабинет жильца"),
)

UGRA: Final = PortalPlan(
    slug="ugra",
    name="Кабинет жильца",
    support_phone="8 (3467) 30-00-33",
    support_hours="пн–пт 9:00–18:00 по Ханты-Мансийску",
    support_email="info@ugra.example",
    support_messenger="Skype: kabinet-zhilca",
    footer="Кабинет жильца арендных домов, г. Ханты-Мансийск",
    organizations=(UTILITIES, RENT),
)
