"""The charge for one service in one month: a product of a few factors, rounded once.

Source: annex 2 of the rules of utility services (PP RF 354); the numbers below are those
of its formulas.

| formula            | factors                            | number |
|--------------------|------------------------------------|--------|
| `METERED`          | V x T                              | 1      |
| `NORM`             | n x N x T                          | 4      |
| `NORM_MULTIPLIED`  | n x N x K x T, K for a flat        | 4(1)   |
|                    | without a meter that could have it |        |
| `AREA`             | S x T                              | -      |
| `NORM_AREA`        | S x N x T (heating by norm)        | 2      |

The amount is rounded half up to the kopeck. With a multiplier the law wants the base and
the excess apart: the base is rounded on its own, the excess is the rest of the line, so
that the printed parts always sum to the printed line.
"""

from dataclasses import dataclass
from decimal import Decimal
from enum import Enum
from functools import reduce
from typing import Final

from kvita.calc.money import ZERO, Money
from kvita.calc.rounding import EXACT, round_half_up

_ONE: Final = Decimal(1)


class ChargeFormula(Enum):
    """Which product makes the charge."""

    METERED = "METERED"
    NORM = "NORM"
    NORM_MULTIPLIED = "NORM_MULTIPLIED"
    AREA = "AREA"
    NORM_AREA = "NORM_AREA"


class FactorKind(Enum):
    """What a factor of a charge is."""

    VOLUME = "VOLUME"
    PERSONS = "PERSONS"
    NORM = "NORM"
    MULTIPLIER = "MULTIPLIER"
    AREA = "AREA"
    RATE = "RATE"


# Whole digits and decimals of each factor: the most the tables and GIS ZhKH hold.
_SIZES: Final = {
    FactorKind.VOLUME: (11, 7),
    FactorKind.PERSONS: (4, 0),
    FactorKind.NORM: (11, 7),
    FactorKind.MULTIPLIER: (4, 6),
    FactorKind.AREA: (9, 4),
    FactorKind.RATE: (8, 6),
}

_FACTORS: Final = {
    ChargeFormula.METERED: (FactorKind.VOLUME, FactorKind.RATE),
    ChargeFormula.NORM: (FactorKind.PERSONS, FactorKind.NORM, FactorKind.RATE),
    ChargeFormula.NORM_MULTIPLIED: (
        FactorKind.PERSONS,
        FactorKind.NORM,
        FactorKind.MULTIPLIER,
        FactorKind.RATE,
    ),
    ChargeFormula.AREA: (FactorKind.AREA, FactorKind.RATE),
    ChargeFormula.NORM_AREA: (FactorKind.AREA, FactorKind.NORM, FactorKind.RATE),
}


@dataclass(frozen=True, slots=True)
class Factor:
    """One factor of a charge: a volume, a rate, a number of persons..."""

    kind: FactorKind
    value: Decimal

    def __post_init__(self) -> None:
        whole_digits, places = _SIZES[self.kind]
        check_size(self.kind.value, self.value, whole_digits, places)
        # A recalculation may take a volume back; nothing else can be negative.
        if self.value < 0 and self.kind is not FactorKind.VOLUME:
            raise ValueError(f"{self.kind.value} cannot be negative: {self.value}")


@dataclass(frozen=True, slots=True)
class ChargeTrace:
    """How an amount came about: enough to print it and to compute it again.

    Raises:
        ValueError: the factors are not those of the formula, in its order.
    """

    formula: ChargeFormula
    factors: tuple[Factor, ...]
    amount: Money

    def __post_init__(self) -> None:
        if tuple(factor.kind for factor in self.factors) != _FACTORS[self.formula]:
            raise ValueError(f"these are not the factors of {self.formula.value}")

    @property
    def holds(self) -> bool:
        """Whether the amount is what the formula gives."""
        return self.amount == self.recompute()

    @property
    def volume(self) -> Decimal:
        """What the rate is applied to: consumption, norm for all persons or area."""
        return _product([f.value for f in self.factors if f.kind is not FactorKind.RATE])

    @property
    def rate(self) -> Decimal:
        """Rubles for a unit of volume."""
        return self.factors[-1].value

    @property
    def base(self) -> Money:
        """The part of the amount without the multiplier, rounded on its own."""
        if self.multiplier is None:
            return self.amount
        rest = [f.value for f in self.factors if f.kind is not FactorKind.MULTIPLIER]
        return Money.rounded(_product(rest))

    @property
    def excess(self) -> Money:
        """The part that the multiplier adds: the amount less the base."""
        return self.amount - self.base if self.multiplier is not None else ZERO

    @property
    def multiplier(self) -> Decimal | None:
        """The multiplier for want of a meter; None when the formula has none."""
        for factor in self.factors:
            if factor.kind is FactorKind.MULTIPLIER:
                return factor.value
        return None

    def recompute(self) -> Money:
        """The amount that the formula gives for these factors."""
        return Money.rounded(_product([factor.value for factor in self.factors]))


def charge_amount(volume: Decimal, rate: Decimal, coefficient: Decimal = _ONE) -> Money:
    """The product of volume, rate and coefficient in rubles, rounded once.

    Raises:
        ValueError: a value is not finite, or larger or finer than the tables hold.
    """
    check_size("coefficient", coefficient, 4, 6)
    return Money.rounded(
        _product(
            [
                Factor(FactorKind.VOLUME, volume).value,
                Factor(FactorKind.RATE, rate).value,
                coefficient,
            ]
        )
    )


def charge_by_meter(volume: Decimal, rate: Decimal) -> ChargeTrace:
    """What the meter counted times the rate: V x T. The volume may be negative."""
    return trace_charge(ChargeFormula.METERED, volume, rate)


def charge_by_norm(persons: int, norm: Decimal, rate: Decimal) -> ChargeTrace:
    """Persons times the norm for one of them times the rate: n x N x T."""
    return trace_charge(ChargeFormula.NORM, Decimal(persons), norm, rate)


def charge_by_norm_multiplied(persons: int, norm: Decimal, multiplier: Decimal, rate: Decimal) -> ChargeTrace:
    """Charge n x N x K x T, for a flat without a meter where one could be installed.

    `base` and `excess` of the answer are the two sums to print; they sum to `amount`.

    Raises:
        ValueError: also when the multiplier is below 1, so that there is no excess.
    """
    if multiplier < 1:
        raise ValueError(f"a multiplier below 1 leaves no excess: {multiplier}")
    return trace_charge(ChargeFormula.NORM_MULTIPLIED, Decimal(persons), norm, multiplier, rate)


def charge_by_area(area: Decimal, rate: Decimal) -> ChargeTrace:
    """Square meters times the rate for one: S x T (maintenance, capital repair)."""
    return trace_charge(ChargeFormula.AREA, area, rate)


def charge_by_norm_and_area(area: Decimal, norm: Decimal, rate: Decimal) -> ChargeTrace:
    """Heating by the norm for a square meter: S x N x T."""
    return trace_charge(ChargeFormula.NORM_AREA, area, norm, rate)


def trace_charge(formula: ChargeFormula, *values: Decimal) -> ChargeTrace:
    """Compute a charge from stored values, given in the order of the formula.

    Raises:
        ValueError: too many or too few values, or one is not finite, negative where it
            cannot be, or larger or finer than the tables hold.
    """
    kinds = _FACTORS[formula]
    if len(values) != len(kinds):
        raise ValueError(f"{formula.value} takes {len(kinds)} values")
    factors = tuple(map(Factor, kinds, values))
    amount = Money.rounded(_product([factor.value for factor in factors]))
    return ChargeTrace(formula, factors, amount)


def check_size(name: str, value: Decimal, whole_digits: int, places: int) -> None:
    """Refuse what a column of `whole_digits` and `places` decimals cannot hold.

    Raises:
        ValueError: the value is not finite, too large or too fine.
    """
    if not value.is_finite():
        raise ValueError(f"{name} is not a finite number: {value}")
    if value and value.adjusted() >= whole_digits:
        raise ValueError(f"{name} has more than {whole_digits} whole digits")
    if round_half_up(value, places) != value:
        raise ValueError(f"{name} has more than {places} decimals: {value}")


def _product(values: list[Decimal]) -> Decimal:
    return reduce(EXACT.multiply, values)
