"""Worked cases of official pages, manuals and calculators: tests/data/vectors."""

import json
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from kvita.calc.balance import BalanceParts, payable
from kvita.calc.charge import (
    charge_amount,
    charge_by_area,
    charge_by_meter,
    charge_by_norm,
    charge_by_norm_and_area,
    charge_by_norm_multiplied,
)
from kvita.calc.consumption import Consumption, RegisterSpan, consumption_of
from kvita.calc.money import Money
from kvita.calc.sharing import share_out_volume

Row = dict[str, Any]

DATA = Path(__file__).parents[1] / "data" / "vectors"
CHARGES: dict[str, Row] = {row["id"]: row for row in json.loads((DATA / "charges.json").read_text("utf-8"))}
CONSTRUCTED: dict[str, Row] = {row["id"]: row for row in json.loads((DATA / "constructed_354.json").read_text("utf-8"))}


def numbers(row: Row) -> dict[str, Decimal]:
    return {key: Decimal(value) for key, value in row["input"].items() if isinstance(value, str | int)}


def house_share(volume: Decimal, part: Decimal, whole: Decimal) -> Decimal:
    """The part's share of a house volume that is spread by area."""
    return share_out_volume(volume, [part, whole - part])[0]


def lines(row: Row) -> Money:
    pairs = zip(row["input"]["tariffs"], row["input"]["volumes"], strict=True)
    charged = [charge_amount(Decimal(volume), Decimal(tariff)) for tariff, volume in pairs]
    assert charged == [Money.from_rubles(line) for line in row["input"]["lines"]]
    return Money.total(charged)


def by_norm_with_coefficient(row: Row) -> Money:
    n = numbers(row)
    return charge_by_norm_multiplied(int(n["persons"]), n["norm"], n["coef"], n["tariff"]).amount


def by_house_meter(row: Row) -> Money:
    n = numbers(row)
    volume = house_share(n["house_gcal"], n["flat_area"], n["heated_area"])
    return charge_by_meter(volume, n["tariff"]).amount


def by_norm(row: Row) -> Money:
    n = numbers(row)
    rate = n["heat_tariff"] if "heat_tariff" in n else n["tariff"]
    return charge_by_norm(1, n["norm_gcal"] if "norm_gcal" in n else n["norm"], rate).amount


FORMULAS: dict[str, Callable[[Row], Money]] = {
    "area*rate": lambda row: charge_by_area(*numbers(row).values()).amount,
    "norm*tariff": by_norm,
    "a*k": lambda row: charge_amount(*numbers(row).values()),
    "tariff*norm*persons*coef": by_norm_with_coefficient,
    "gcal/area*flat_area*tariff": by_house_meter,
    "tariff*norm*area": lambda row: (
        charge_by_norm_and_area(numbers(row)["area"], numbers(row)["norm"], numbers(row)["tariff"]).amount
    ),
    "sum(round(tariff*volume,2))": lines,
}

SALDO = [row for row in CHARGES.values() if row["area"] == "saldo"]
COVERED = [row for row in CHARGES.values() if row["formula"] in FORMULAS]


def test_every_formula_has_a_case() -> None:
    assert {row["formula"] for row in COVERED} == set(FORMULAS)
    assert len(SALDO) == 5


@pytest.mark.parametrize("row", COVERED, ids=[row["id"] for row in COVERED])
def test_charge(row: Row) -> None:
    # `expected` is the half-up answer also where the published figure was cut off.
    assert FORMULAS[row["formula"]](row) == Money.from_rubles(row["expected"])


@pytest.mark.parametrize("row", SALDO, ids=[row["id"] for row in SALDO])
def test_saldo(row: Row) -> None:
    names = ("opening", "charged", "recalc", "shortfall", "paid")
    closing = BalanceParts(*(Money.from_rubles(row["input"][name]) for name in names)).closing
    assert closing == Money.from_rubles(row["expected"])
    assert payable([closing], netting=False) == Money.from_rubles(row["note"].removeprefix("to_pay="))


def test_roll_over() -> None:
    n = numbers(CHARGES["MET-02"])
    span = RegisterSpan(n["prev"], n["curr"], int(n["digits"]))
    expected = Decimal(CHARGES["MET-02"]["expected"])
    assert consumption_of(span) == Consumption(expected, rolled_over=True)


def test_meter_readings_to_charge() -> None:
    row = CONSTRUCTED["CON-01"]
    n = numbers(row)
    consumed = consumption_of(RegisterSpan(n["prev"], n["curr"], 5))
    assert isinstance(consumed, Consumption)
    assert charge_by_meter(consumed.volume, n["tariff"]).amount == Money.from_rubles(row["expected"])


def test_common_area_volume_spread_by_area() -> None:
    row = CONSTRUCTED["CON-03"]
    n = numbers(row)
    volume = house_share(n["Vd"] - n["sumV"], n["Si"], n["Sob"])
    assert round(volume, 6) == Decimal(row["expected"]["volume"])
    assert charge_by_meter(volume, n["tariff"]).amount == Money.from_rubles(row["expected"]["amount"])


def test_heating_with_every_flat_metered() -> None:
    row = CONSTRUCTED["CON-06"]
    n = numbers(row)
    volume = n["Vi"] + house_share(n["Vd"] - n["sumVi"], n["Si"], n["Sob"])
    assert round(volume, 6) == Decimal(row["expected"]["gcal"])
    assert charge_by_meter(volume, n["T"]).amount == Money.from_rubles(row["expected"]["amount"])
