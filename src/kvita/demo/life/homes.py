"""Houses, flats and the households in them."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import Enum

from kvita.demo.chance import Chance
from kvita.demo.life.meters import MeterCard, draw_meters
from kvita.demo.life.people import Person, draw_person, draw_phone
from kvita.demo.plans.plan import HousePlan, OrganizationPlan

# Area in 0.01 m², rooms: the flats of a landing, from the stairs on.
LANDING = ((5830, 3), (3140, 1), (4460, 2), (4420, 2))


class Payer(Enum):
    """How a household pays."""

    EXACT = "EXACT"  # the whole bill, forgotten once in two years
    PUNCTUAL = "PUNCTUAL"  # the same, and never forgets
    LATE = "LATE"  # every second month
    ROUND = "ROUND"  # up to the next hundred
    AHEAD = "AHEAD"  # more than asked, so that there is always an overpayment
    DEBTOR = "DEBTOR"  # something now and then; owes for two to six months


@dataclass(frozen=True, slots=True)
class Flat:
    """A flat; areas in 0.01 m²."""

    number: int
    entrance: int
    floor: int
    rooms: int
    area: int
    living_area: int


@dataclass(slots=True)
class Household:
    """Who lives in a flat, with the meters and habits."""

    number: str
    flat: Flat
    holder: Person
    residents: int
    phone: str
    payer: Payer
    thrift: int  # per cent of the usual consumption
    meters: list[MeterCard] = field(default_factory=list)


@dataclass(slots=True)
class House:
    """A house with its households, one in each flat; areas in 0.01 m²."""

    plan: HousePlan
    households: list[Household]

    @property
    def flats_area(self) -> int:
        """The flats together."""
        return sum(household.flat.area for household in self.households)

    @property
    def common_area(self) -> int:
        """Stairs, halls and cellar."""
        return self.flats_area * 14 // 100

    @property
    def total_area(self) -> int:
        """The whole house."""
        return self.flats_area + self.common_area


def flats_of(plan: HousePlan, chance: Chance) -> Iterator[Flat]:
    """Yield the flats of a house in the order of their numbers."""
    landing = [(chance.around(area, 8), rooms) for area, rooms in LANDING[: plan.flats_on_landing]]
    number = 0
    for entrance in range(1, plan.entrances + 1):
        for floor in range(1, plan.floors + 1):
            for area, rooms in landing:
                number += 1
                yield Flat(number, entrance, floor, rooms, area, area * 61 // 100)


def draw_houses(
    plan: OrganizationPlan, seed: int, payers: dict[str, Payer], holders: dict[str, Person], *, installed_year: int
) -> list[House]:
    """Draw the houses of an organisation; `payers` and `holders` fix what chance would give these accounts."""
    houses, number = [], int(plan.first_account)
    width = len(plan.first_account)
    resources = {resource for service in plan.services for resource in service.resources}
    for house in plan.houses:
        subject = plan.households_seed or plan.slug
        chance = Chance(seed, subject, house.street, house.number)
        available = resources - (set() if house.gas else {"gas"}) - (set() if house.two_tariff else {"night"})
        households = []
        for flat in flats_of(house, chance):
            text = f"{number:0{width}d}"
            own = Chance(seed, subject, house.street, house.number, flat.number)
            household = _draw_household(own, text, flat, Chance(seed, plan.slug, text))
            household.payer = payers.get(text, household.payer)
            household.holder = holders.get(text, household.holder)
            if resources and (text in payers or not own.percent(8)):
                household.meters = draw_meters(own, available, flat.rooms, installed_year)
            households.append(household)
            number += 1
        houses.append(House(house, households))
    return houses


def _draw_household(chance: Chance, number: str, flat: Flat, habits: Chance) -> Household:
    residents = max(1, flat.rooms + chance.between(-1, 1))
    kinds = [Payer.EXACT] * 12 + [Payer.LATE] * 3 + [Payer.ROUND] * 2 + [Payer.AHEAD] + [Payer.DEBTOR] * 2
    return Household(
        number=number,
        flat=flat,
        holder=draw_person(chance),
        residents=residents,
        phone=draw_phone(chance) if chance.percent(80) else "",
        thrift=chance.around(100, 35),
        payer=habits.one_of(kinds),
    )
