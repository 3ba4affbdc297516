"""Buildings and premises: found by address, created, filled in."""

from collections.abc import Sequence
from typing import Any

from kvita.exchange.kinds.accounts.parsing import AccountRow
from kvita.exchange.kinds.context import ImportContext
from kvita.exchange.kinds.rows import Row
from kvita.exchange.values.texts import comparable, comparable_name, comparable_street
from kvita.housing.models import Building, City, Premise

PremiseKey = tuple[int, str]


class Buildings:
    """The buildings of the organisation by address; there are few of them beside the accounts, so all are kept."""

    def __init__(self, context: ImportContext) -> None:
        self._context = context
        self._cities = {comparable_name(city.name): city for city in City.objects.order_by("-region")}
        self._by_address: dict[tuple[str, str], list[Building]] = {}
        for building in Building.objects.filter(organization=context.organization).select_related("city"):
            self._add(building)

    def find_or_create(self, row: AccountRow) -> Building | None:
        """Return the building of the row; None (with a problem) when several cities have this address."""
        found = self._by_address.get(_address_key(row.street, row.house), [])
        if row.city:
            wanted = comparable_name(row.city)
            same_city = [one for one in found if one.city and comparable_name(one.city.name) == wanted]
            without = [one for one in found if one.city is None]
            found = same_city or without
        if len(found) > 1:
            row.row.refuse("address", "Такой адрес есть в нескольких городах.", "Добавьте столбец «Город».")
            return None
        return found[0] if found else self._create(row)

    def _create(self, row: AccountRow) -> Building:
        city = self._city(row.city) if row.city else None
        building = Building.objects.create(
            organization=self._context.organization, city=city, street=row.street, number=row.house,
            **row.building_values,
        )  # fmt: skip
        self._context.journal.created(Building, [building.pk])
        self._context.report.created["домов"] += 1
        self._add(building)
        return building

    def _city(self, name: str) -> City:
        city = self._cities.get(comparable_name(name))
        if city is None:
            city = City.objects.create(name=name)
            self._context.journal.created(City, [city.pk])
            self._cities[comparable_name(name)] = city
        return city

    def _add(self, building: Building) -> None:
        self._by_address.setdefault(_address_key(building.street, building.number), []).append(building)


def _address_key(street: str, house: str) -> tuple[str, str]:
    return comparable_street(street), comparable(house)


class Premises:
    """The premises that a batch of rows names; those not stored yet are created from the first row that names them."""

    def __init__(self, context: ImportContext, placed: Sequence[tuple[AccountRow, Building]]) -> None:
        stored = Premise.objects.filter(building__in={building for _, building in placed}).order_by("-kind")
        self._found = {(premise.building_id, comparable(premise.number)): premise for premise in stored}
        new: dict[PremiseKey, Premise] = {}
        for row, building in placed:
            key = (building.pk, comparable(row.premise))
            if key not in self._found and key not in new:
                new[key] = Premise(building=building, number=row.premise, **row.premise_values)
        created = Premise.objects.bulk_create(new.values(), batch_size=1_000)
        self._found |= dict(zip(new, created, strict=True))
        context.journal.created(Premise, [premise.pk for premise in created])
        context.report.created.update({"помещений": len(created)} if created else {})

    def get(self, building: Building, number: str) -> Premise:
        """Return the premise; it was found or created before."""
        return self._found[building.pk, comparable(number)]


def differences(stored: object, values: dict[str, Any]) -> dict[str, Any]:
    """Return the fields whose known value is not the stored one."""
    return {name: value for name, value in values.items() if getattr(stored, name) != value}


def refuse_conflict(row: Row, titles: Sequence[str], keys: Sequence[str], what: str, line: int) -> None:
    """Note that this row says something else of the same building or premise than an earlier row."""
    row.refuse(
        keys[0],
        f"Об одном и том же {what} в строке {line} сказано другое: {', '.join(titles)}.",
        "Исправьте одну из строк.",
    )
