"""Services by the names that a file gives them."""

import re
from collections.abc import Iterable
from typing import Final

from django.db.models import Max

from kvita.exchange.kinds.context import ImportContext
from kvita.exchange.values import CellError
from kvita.exchange.values.texts import clean_text, comparable_name, nearest
from kvita.tariffs.enums import ServiceKind
from kvita.tariffs.models import Service

_STEP: Final = 10
_POINTED: Final = re.compile(r"(?<![а-я])[а-я](?:[./-] ?[а-я](?![а-я]))+")
_SIGN: Final = re.compile(r"[^а-я]")

# Beginnings of words of a service's name → its kind; the first match counts. «=» asks for the whole word, «^» for the
# whole name («от» and «во» are words of their own too). The kind chooses an icon and a wording, never a sum.
_KINDS: Final = (
    (("=одн", "общедомов", "=сои", "=кр сои"), ServiceKind.COMMON_AREA),
    (("пени", "пеня", "пеней"), ServiceKind.PENALTY),
    (("капитальн", "капремонт", "^кр", "взнос на кап"), ServiceKind.CAPITAL_REPAIR),
    (("водоотвед", "канализ", "сток", "^во", "^кан"), ServiceKind.DRAINAGE),
    (("подогрев", "нагрев"), ServiceKind.WATER_HEATING),
    (("горяч", "=гвс", "=гв"), ServiceKind.HOT_WATER),
    (("холодн", "=хвс", "=хв", "водоснабж"), ServiceKind.COLD_WATER),
    (("ночн", "=ночь"), ServiceKind.ELECTRICITY_NIGHT),
    (("электр", "=эл", "=ээ", "энергоснабж"), ServiceKind.ELECTRICITY),
    (("газ",), ServiceKind.GAS),
    (("отопл", "теплов", "теплоснабж", "^от", "=тэ", "=цо"), ServiceKind.HEATING),
    (("=тко", "=тбо", "отход", "мусор"), ServiceKind.WASTE),
    (("найм", "наем"), ServiceKind.RENT),
    (
        ("содержан", "жилого помещения", "ремонт", "лифт", "уборк", "=жку", "=срж", "=сжп"),
        ServiceKind.MAINTENANCE,
    ),
)
# How people shorten the names of services. A shortened name is suggested in full, and never taken for it unasked.
_SHORT: Final = {
    "хвс": "холодное водоснабжение", "хв": "холодная вода", "гвс": "горячее водоснабжение", "гв": "горячая вода",
    "ээ": "электроэнергия", "эл": "электроэнергия", "эл эн": "электроэнергия", "во": "водоотведение",
    "кан": "водоотведение", "тко": "обращение с твердыми коммунальными отходами", "тбо": "обращение с отходами",
    "от": "отопление", "цо": "отопление", "тэ": "тепловая энергия", "кр": "взнос на капитальный ремонт",
    "х вода": "холодная вода", "г вода": "горячая вода",
    "сои": "содержание общего имущества", "одн": "общедомовые нужды", "срж": "содержание и ремонт жилого помещения",
    "сжп": "содержание жилого помещения", "жку": "содержание жилого помещения", "гс": "газоснабжение",
}  # fmt: skip


def guess_kind(name: str) -> ServiceKind:
    """Return the kind of a service from the words of its name."""
    words = f" {' '.join(_words(name))} "
    return next((kind for parts, kind in _KINDS if any(_begins(part, words) for part in parts)), ServiceKind.OTHER)


def suggest_service(name: str, services: Iterable[Service]) -> str:
    """Return the name of the service that was probably meant: «ХВС» is «Холодная вода», or nothing."""
    known = {service.name: service for service in services}
    if near := nearest(name, known):
        return near
    whole, kind = _SHORT.get(" ".join(_words(name)), ""), guess_kind(name)
    same = [service.name for service in known.values() if service.kind == kind and kind != ServiceKind.OTHER]
    return nearest(whole, same) or next(iter(same), "")


def _words(name: str) -> list[str]:
    """Return the words in small letters; what is shortened by points or strokes («г.в.с.», «х/в») is one word."""
    text = comparable_name(name)
    text = _POINTED.sub(lambda match: _SIGN.sub("", match[0]), text)
    return [word for word in re.split(r"[^0-9a-zа-я]+", text) if word]


def _begins(part: str, words: str) -> bool:
    if part.startswith("^"):
        return words == f" {part[1:]} "
    return f" {part[1:]} " in words if part.startswith("=") else f" {part}" in words


class Services:
    """The services of the organisation; creates missing ones when the options say so."""

    def __init__(self, context: ImportContext) -> None:
        self._context = context
        self._by_id = {service.pk: service for service in Service.objects.filter(organization=context.organization)}
        self._exact = {service.name: service for service in self._by_id.values()}
        self._tolerant = {comparable_name(service.name): service for service in self._by_id.values()}

    def find(self, text: str, unit: str = "") -> Service:
        """Return the service of this name. Raises `CellError` naming the nearest one."""
        name = clean_text(text, longest=150)
        service = self._exact.get(name) or self._tolerant.get(comparable_name(name))
        if service is not None:
            return service
        if not name:
            raise CellError("Ячейка пустая.", "Впишите название услуги.")
        if self._context.options.create_services:
            return self._create(name, unit)
        guess = suggest_service(name, self._by_id.values())
        hint = f"Возможно, это «{guess}»." if guess else "Заведите её в справочнике."
        raise CellError("Такой услуги нет.", f"{hint} Чтобы завести новые услуги из файла, добавьте --create-services.")

    def get(self, service_id: int) -> Service:
        """Return a service found before."""
        return self._by_id[service_id]

    def _create(self, name: str, unit: str) -> Service:
        mine = Service.objects.filter(organization=self._context.organization)
        last = mine.aggregate(last=Max("position"))["last"] or 0
        service = Service.objects.create(
            organization=self._context.organization, name=name, kind=guess_kind(name), unit=unit[:20],
            position=min(last + _STEP, 32_767),
        )  # fmt: skip
        self._context.journal.created(Service, [service.pk])
        self._context.report.created["услуг"] += 1
        self._by_id[service.pk] = self._exact[name] = self._tolerant[comparable_name(name)] = service
        return service
