"""The month of the manual: account 551412 in August 2017 with the thirteen lines printed there."""

import csv
from pathlib import Path
from typing import Any

import pytest

from kvita.billing.models import Statement
from kvita.tariffs.enums import ServiceKind
from tests.actors import Cast
from tests.factories import AUGUST, Line, make_service, make_statement

CHARGES = Path(__file__).parents[2] / "data" / "innova-2017-08" / "charges.csv"
KINDS = {
    "Холодная вода": ServiceKind.COLD_WATER,
    "Подогрев воды": ServiceKind.WATER_HEATING,
    "Водоотведение": ServiceKind.DRAINAGE,
    "Электроснабжение": ServiceKind.ELECTRICITY,
    "Отопление": ServiceKind.HEATING,
    "Капитальный ремонт жилых зданий": ServiceKind.CAPITAL_REPAIR,
    "Пени": ServiceKind.PENALTY,
}


def manual_lines(cast: Cast) -> list[Line]:
    """The rows of the printed table, in its order."""
    with CHARGES.open(encoding="cp1251", newline="") as file:
        rows = list(csv.DictReader(file, delimiter=";"))
    lines = []
    for row in rows:
        name, unit = row["Услуга"], row["Ед.измер"]
        kind = KINDS.get(name, ServiceKind.OTHER)
        fields = {
            "volume": "Расход",
            "rate": "Тариф",
            "opening": "Вх.сальдо",
            "charged": "Начислено",
            "adjusted": "Перерасчет",
            "shortfall": "Недоставка",
            "paid": "Оплачено",
        }
        values: dict[str, Any] = {key: row[column].replace(",", ".") for key, column in fields.items()}
        lines.append(Line(make_service(cast.organization, name, kind=kind, unit=unit), unit=unit, **values))
    return lines


@pytest.fixture
def august(cast: Cast) -> Statement:
    """Anna's statement of August 2017 as the manual prints it."""
    return make_statement(cast.account, AUGUST, manual_lines(cast))
