"""The block that is copied: rows of 252 accounts, each split into what differs from copy to copy and the rest."""

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from django.db import models

from kvita.calc.period import Month
from kvita.demo.life.homes import draw_houses
from kvita.demo.life.organization import HouseStory, Wanted, live
from kvita.demo.storing.ledger import Ledger
from kvita.demo.storing.reference import StoredOrganization
from kvita.demo.storing.sheets import Row, Sheet
from kvita.demo.storing.stories import StoryWriter
from kvita.housing.models import Building

# Columns beside the id that differ from copy to copy, and by the rows of which sheet they move on ("" = its own).
MOVING: Final = {
    "buildings": {"number": ""},
    "premises": {"building_id": "buildings"},
    "accounts": {"premise_id": "premises", "number": "", "payment_code": ""},
    "statements": {"account_id": "accounts"},
    "lines": {"statement_id": "statements"},
    "parts": {"statement_id": "statements"},
    "adjustments": {"statement_id": "statements"},
    "shares": {"statement_id": "statements"},
    "meters": {"account_id": "accounts"},
    "registers": {"meter_id": "meters"},
    "readings": {"register_id": "registers"},
    "payments": {"account_id": "accounts"},
}
OF_METERS: Final = ("meters", "registers", "readings")


@dataclass(frozen=True, slots=True)
class BlockTable:
    """The rows of one table: `moving` are numbers to which a copy adds its steps, `fixed` the rest of the row.

    `until` has, for each account of the block, how many rows belong to it and to those before it.
    """

    name: str
    model: type[models.Model]
    columns: tuple[str, ...]
    moves_with: tuple[str, ...]
    moving: list[tuple[int, ...]]
    fixed: list[Row]
    until: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Block:
    """All tables of the block, parents before children; `accounts` is how many accounts it holds."""

    accounts: int
    tables: tuple[BlockTable, ...]

    def rows_of(self, name: str) -> int:
        """Return how many rows one copy adds to a table."""
        return next(len(table.moving) for table in self.tables if table.name == name)


def make_block(
    organization: StoredOrganization, wanted: Wanted, periods: dict[Any, int], *, with_meters: bool
) -> Block:
    """Let the houses of the plan live for the wanted months, and return their rows without storing them."""
    plan = organization.plan
    houses = draw_houses(plan, wanted.seed, {}, {}, installed_year=wanted.months[0].year)
    ledger = Ledger()
    buildings = Sheet(
        Building,
        (
            "organization_id", "city_id", "street", "number", "total_area", "heated_area", "common_area",
            "premises_count", "floors_count", "built_year",
        ),
    )  # fmt: skip
    made_by = dt.datetime.combine(wanted.months[-1].next.last_day, dt.time.max, dt.UTC)
    writer = StoryWriter(ledger, organization, periods, made_by)
    sheets = {"buildings": buildings, **{name: getattr(ledger, name) for name in MOVING if name != "buildings"}}
    counts: dict[str, list[int]] = {name: [] for name in sheets}
    for story in live(plan, houses, wanted):
        building_id = _add_building(buildings, organization, story, position=buildings.waiting + 1)
        for account in story.accounts:
            account.new_reads, account.new_payments = [], []
            writer.write_account(building_id, story, account)
            for name, sheet in sheets.items():
                counts[name].append(sheet.waiting)
    tables = tuple(
        _split(name, sheet, tuple(counts[name]))
        for name, sheet in sheets.items()
        if with_meters or name not in OF_METERS
    )
    return Block(sum(len(house.households) for house in houses), tables)


def months_until(last: Month, count: int) -> tuple[Month, ...]:
    """Return `count` months, `last` the newest."""
    return tuple(Month.span(last - (count - 1), last))


def _add_building(sheet: Sheet, organization: StoredOrganization, story: HouseStory, *, position: int) -> int:
    house = story.house
    areas = (str(Decimal(area) / 100) for area in (house.total_area, house.flats_area, house.common_area))
    return sheet.add(
        organization.row.pk,
        organization.city.pk,
        house.plan.street,
        position,
        *areas,
        len(house.households),
        house.plan.floors,
        house.plan.built,
    )


def _split(name: str, sheet: Sheet, until: tuple[int, ...]) -> BlockTable:
    rows = sheet.take()
    parents = MOVING[name]
    moving_columns = ("id", *parents)
    at = [sheet.columns.index(column) for column in moving_columns]
    rest = [number for number in range(len(sheet.columns)) if number not in at]
    return BlockTable(
        name=name,
        model=sheet.model,
        columns=(*moving_columns, *(sheet.columns[number] for number in rest)),
        moves_with=(name, *(parent or name for parent in parents.values())),
        moving=[tuple(int(row[number]) for number in at) for row in rows],
        fixed=[tuple(row[number] for number in rest) for row in rows],
        until=until,
    )
