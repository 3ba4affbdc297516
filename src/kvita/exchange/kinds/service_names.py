"""Services by the names that a file gives them."""

from typing import Final

from django.db.models import Max

from kvita.exchange.kinds.context import ImportContext
from kvita.exchange.values import CellError
from kvita.exchange.values.texts import clean_text, comparable_name, nearest
from kvita.tariffs.enums import ServiceKind
from kvita.tariffs.models import Service

_STEP: Final = 10

# Words of a service's name → its kind; the first match counts. The kind chooses an icon and a wording, never a sum.
_KINDS: Final = (
    (("одн", "общедомов", "сои"), ServiceKind.COMMON_AREA),
    (("пени", "пеня"), ServiceKind.PENALTY),
    (("капитальн", "капремонт"), ServiceKind.CAPITAL_REPAIR),
    (("водоотвед", "канализ", "стоки"), ServiceKind.DRAINAGE),
    (("подогрев",), ServiceKind.WATER_HEATING),
    (("горяч", "гвс"), ServiceKind.HOT_WATER),
    (("холодн", "хвс"), ServiceKind.COLD_WATER),
    (("ночн",), ServiceKind.ELECTRICITY_NIGHT),
    (("электр",), ServiceKind.ELECTRICITY),
    (("газ",), ServiceKind.GAS),
    (("отопл", "теплов"), ServiceKind.HEATING),
    (("тко", "отход", "мусор"), ServiceKind.WASTE),
    (("найм", "наем"), ServiceKind.RENT),
    (("содержан", "жилого помещения", "ремонт", "лифт", "уборк"), ServiceKind.MAINTENANCE),
)


def guess_kind(name: str) -> ServiceKind:
    """Return the kind of a service from the words of its name."""
    words = comparable_name(name)
    return next((kind for parts, kind in _KINDS if any(part in words for part in parts)), ServiceKind.OTHER)


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
        guess = nearest(name, self._exact)
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
