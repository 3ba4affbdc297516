"""The balance of a service over a month and the amount to pay.

A positive balance is what the resident owes, a negative one is overpaid.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from kvita.calc.money import ZERO, Money


@dataclass(frozen=True, slots=True)
class BalanceParts:
    """What moves the balance of one line of a statement in a month.

    `adjusted` is signed; `shortfall` and `paid` lessen the debt when positive, as the
    printed columns do.
    """

    opening: Money = ZERO
    charged: Money = ZERO
    adjusted: Money = ZERO
    shortfall: Money = ZERO
    paid: Money = ZERO

    @property
    def closing(self) -> Money:
        """The balance after the month: opening + charged + adjusted - shortfall - paid."""
        return self.opening + self.charged + self.adjusted - self.shortfall - self.paid

    @classmethod
    def total(cls, lines: Iterable["BalanceParts"]) -> "BalanceParts":
        """Column sums of lines; their closing is the sum of the closings."""
        rows = list(lines)
        return cls(
            opening=Money.total(row.opening for row in rows),
            charged=Money.total(row.charged for row in rows),
            adjusted=Money.total(row.adjusted for row in rows),
            shortfall=Money.total(row.shortfall for row in rows),
            paid=Money.total(row.paid for row in rows),
        )


def standing(closing: Money, *, netting: bool) -> Money:
    """What one service adds to the sum to pay: its balance with netting, without it only what is owed."""
    return closing if netting else max(ZERO, closing)


def payable(closings: Iterable[Money], *, netting: bool) -> Money:
    """What to pay for services with these closing balances; never negative.

    Organizations differ, so it is a setting of theirs. With `netting` an overpayment of
    one service pays for another: max(0, sum). Without it each service stands alone:
    sum of max(0, each).
    """
    return max(ZERO, Money.total(standing(closing, netting=netting) for closing in closings))


def arrears(closings: Iterable[Money]) -> Money:
    """The sum of what is owed, overpaid services left out."""
    return Money.total(max(ZERO, closing) for closing in closings)


def credit_balance(closings: Iterable[Money]) -> Money:
    """The sum of what is overpaid, as a positive amount, services in debt left out."""
    return Money.total(max(ZERO, -closing) for closing in closings)
