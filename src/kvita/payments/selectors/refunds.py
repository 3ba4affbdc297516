"""What can still be given back."""

from dataclasses import dataclass

from kvita.calc.money import ZERO, Money
from kvita.payments.enums import NOT_GIVEN_BACK
from kvita.payments.models import Payment, PaymentAttempt


@dataclass(frozen=True, slots=True)
class Refundable:
    """What may be given back of an attempt: money of the account, and the commission that goes with all of it."""

    amount: Money
    commission: Money


def refundable(attempt: PaymentAttempt) -> Refundable:
    """Return what is left to give back: of what was credited, else of what the bank says it charged. Two queries."""
    taken = [(one.amount, one.commission) for one in attempt.refunds.exclude(state__in=NOT_GIVEN_BACK)]
    credited = Payment.objects.filter(attempt=attempt).values_list("amount", flat=True).first()
    charged = attempt.charged or ZERO
    amount = credited if credited is not None else charged
    return Refundable(
        amount=max(ZERO, amount - Money.total(part for part, _ in taken)),
        commission=max(ZERO, charged - amount - Money.total(part for _, part in taken)),
    )
