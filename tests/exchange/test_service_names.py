"""Kinds of services by the words of their names, and what is suggested for short ones."""

import pytest

from kvita.exchange.kinds.service_names import guess_kind, suggest_service
from kvita.tariffs.enums import ServiceKind
from kvita.tariffs.models import Service


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("Холодная вода", ServiceKind.COLD_WATER),  # «одн» stands inside «холодная»
        ("Холодное водоснабжение", ServiceKind.COLD_WATER),
        ("ХВС", ServiceKind.COLD_WATER),
        ("х.в.с.", ServiceKind.COLD_WATER),
        ("Холодная вода на ОДН", ServiceKind.COMMON_AREA),
        ("ОДН (электроэнергия)", ServiceKind.COMMON_AREA),
        ("КР на СОИ: холодная вода", ServiceKind.COMMON_AREA),
        ("Горячее водоснабжение", ServiceKind.HOT_WATER),
        ("ГВС", ServiceKind.HOT_WATER),
        ("Холодная вода для ГВС", ServiceKind.HOT_WATER),
        ("Подогрев воды", ServiceKind.WATER_HEATING),
        ("Водоотведение", ServiceKind.DRAINAGE),
        ("ВО", ServiceKind.DRAINAGE),
        ("Домофон во дворе", ServiceKind.OTHER),
        ("ЭЭ", ServiceKind.ELECTRICITY),
        ("Электроснабжение (ночь)", ServiceKind.ELECTRICITY_NIGHT),
        ("Отопление", ServiceKind.HEATING),
        ("ОТ", ServiceKind.HEATING),
        ("Вывоз мусора от населения", ServiceKind.WASTE),
        ("Обращение с ТКО", ServiceKind.WASTE),
        ("Взнос на капитальный ремонт", ServiceKind.CAPITAL_REPAIR),
        ("Магазин", ServiceKind.OTHER),  # «газ» stands inside
        ("Соисполнитель", ServiceKind.OTHER),  # «сои» stands at its beginning
        ("Газоснабжение", ServiceKind.GAS),
        ("Наём", ServiceKind.RENT),
        ("Пени", ServiceKind.PENALTY),
        ("Компенсация", ServiceKind.OTHER),  # «пени» would be inside with other letters
    ],
)
def test_a_kind_is_told_by_whole_words(name: str, kind: ServiceKind) -> None:
    assert guess_kind(name) is kind


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("ХВС", "Холодная вода"),
        ("Х.В.С.", "Холодная вода"),
        ("ГВС", "Горячая вода"),
        ("ЭЭ", "Электроснабжение"),
        ("Эл.эн.", "Электроснабжение"),
        ("ВО", "Водоотведение"),
        ("ТКО", "Вывоз твёрдых отходов"),
        ("ТБО", "Вывоз твёрдых отходов"),
        ("ОТ", "Отопление"),
        ("КР", "Взнос на капремонт"),
        ("СОИ", "Холодная вода ОДН"),
        ("Холодная водаа", "Холодная вода"),
        ("Абракадабра", ""),
    ],
)
def test_everyday_short_names_have_a_suggestion(typed: str, meant: str) -> None:
    names = (
        "Холодная вода", "Горячая вода", "Электроснабжение", "Водоотведение", "Вывоз твёрдых отходов", "Отопление",
        "Взнос на капремонт", "Холодная вода ОДН", "Домофон",
    )  # fmt: skip
    assert suggest_service(typed, [Service(name=name, kind=guess_kind(name)) for name in names]) == meant
