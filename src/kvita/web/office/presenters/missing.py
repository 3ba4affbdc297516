"""Flats without readings: what the page and its file say of each."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from kvita.calc.monthly_use import EstimateBasis
from kvita.core.wording import say_day, say_number
from kvita.metering.selectors import RegisterMonth
from kvita.metering.selectors.missing import SilentFlat
from kvita.web.resident.presenters.wording import service_sign
from kvita.web.ui.formatting import unit

HEAD = ("Квартира", "Лицевой счет", "Квартиросъемщик", "Телефон", "Услуга", "Заводской номер", "Пред. показания",
        "Дата снятия пред. показания", "Начислим", "Основание")  # fmt: skip


@dataclass(frozen=True, slots=True)
class MissingItem:
    """A scale without a reading."""

    item: RegisterMonth

    @property
    def sign(self) -> tuple[str, str]:
        """Colour and drawing of the resource."""
        return service_sign(self.item.register.service.kind)

    @property
    def charged(self) -> str:
        """The volume that will be charged: «4,2 м³», or a dash where it is not known."""
        volume = self.item.estimate.volume
        return "—" if volume is None else f"{say_number(volume)} {unit(self.item.register.service.unit)}".strip()

    @property
    def basis(self) -> str:
        """By what it is charged."""
        if self.item.estimate.basis is EstimateBasis.AVERAGE:
            return "по среднему"
        return "по нормативу" if self.item.estimate.volume is not None else "по нормативу, он не указан"


@dataclass(frozen=True, slots=True)
class MissingFlat:
    """A flat with its phone and its scales."""

    flat: SilentFlat
    phone: str
    items: tuple[MissingItem, ...]


def missing_flats(flats: Iterable[SilentFlat]) -> list[MissingFlat]:
    """Return the flats as the page shows them."""
    return [MissingFlat(flat, flat.account.phone, tuple(MissingItem(item) for item in flat.items)) for flat in flats]


def table_lines(flats: Iterable[MissingFlat]) -> Iterator[tuple[str, ...]]:
    """Yield a line of the file for each scale."""
    for one in flats:
        account = one.flat.account
        for row in one.items:
            previous = row.item.previous
            yield (
                account.premise.number,
                account.full_number,
                account.holder_name,
                one.phone,
                row.item.register.service.name,
                row.item.register.meter.serial_number,
                say_number(previous.value) if previous else "",
                say_day(previous.taken_on) if previous else "",
                row.charged,
                row.basis,
            )
