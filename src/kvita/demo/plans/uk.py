"""Portal `uk`: the site of one management company in Tver."""

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
    INTERCOM,
    MAINTENANCE,
    PENALTY,
    WASTE,
    by,
)

NAME: Final = "ООО «Управляющая компания „Новый двор“»"
BANK: Final = ("АО «Тверца-Банк»", "042809914")

NOVY_DVOR: Final = OrganizationPlan(
    slug="novy-dvor",
    name=NAME,
    short_name="УК «Новый двор»",
    inn="6950000024",
    kpp="695001001",
    ogrn="1096900000018",
    address="170000, г. Тверь, ул. Радищевская, д. 31",
    phone="8 (4822) 70-00-12",
    emergency_phone="8 (4822) 70-00-99",
    email="office@novydvor.example",
    city="Тверь",
    region="Тверская область",
    time_zone="Europe/Moscow",
    first_account="1000123401",
    houses=(
        HousePlan("Радищевская", "31", 1986, 9, 1, 4, gas=True),
        HousePlan("Садовый переулок", "4", 1975, 5, 2, 3, gas=True),
    ),
    services=(
        by(MAINTENANCE, NAME, "18.36"),
        by(HEATING, "ООО «Тверские теплосети»", act="Приказ РЭК № 214-нп от 18.12.2024"),
        by(COLD, "МУП «Тверской водопровод»", "20.14", act="Приказ РЭК № 229-нп от 19.12.2024"),
        by(DRAINAGE, "МУП «Тверской водопровод»", act="Приказ РЭК № 229-нп от 19.12.2024"),
        by(ELECTRICITY, "АО «Тверьсвет»", act="Приказ РЭК № 240-нп от 20.12.2024"),
        by(COMMON_POWER, "АО «Тверьсвет»", act="Приказ РЭК № 240-нп от 20.12.2024"),
        by(GAS, "ООО «Тверьгаз»"),
        by(WASTE, "ООО «Экодвор»"),
        by(INTERCOM, "ООО «Связь-Домофон»"),
        by(CAPITAL_REPAIR, "Фонд капитального ремонта области"),
        PENALTY,
    ),
    payees=(PayeePlan(NAME, "6950000024", *BANK, "40702810800000003377", "30101810300000000914", "68.32.11"),),
    pay_places=("Касса УК", "Сбербанк Онлайн", "Банковская карта на сайте УК"),
)

UK: Final = PortalPlan(
    slug="uk",
    name="Личный кабинет УК «Новый двор»",
    support_phone="8 (4822) 70-00-12",
    support_hours="пн–пт 8:00–17:00",
    support_email="office@novydvor.example",
    footer="ООО «Управляющая компания „Новый двор“», г. Тверь, ул. Радищевская, д. 31",
    organizations=(NOVY_DVOR,),
)
