"""How much a household pays in a month, and how the money is laid on the lines of the bill."""

import datetime as dt
from collections.abc import Sequence

from kvita.calc.money import Money
from kvita.calc.period import Month
from kvita.calc.sharing import share_out
from kvita.demo.chance import Chance
from kvita.demo.life.homes import Payer

HUNDRED = 100_00


def amount_paid(
    payer: Payer, closings: Sequence[int], usual: int, *, month: Month, netting: bool, chance: Chance
) -> int:
    """Return what is paid for a bill with these closing balances; `usual` is a usual month's charge."""
    due = max(0, sum(closings)) if netting else sum(max(0, closing) for closing in closings)
    if payer is Payer.AHEAD:
        balance = sum(closings)
        return _up(balance + usual * 24 // 10) if balance > -usual * 12 // 10 else 0
    if payer is Payer.DEBTOR:
        return min(_up(due), _instalment(due, usual, chance))
    if payer is Payer.LATE:
        return due if month.month % 2 else 0
    if payer is Payer.ROUND:
        return _up(due)
    return 0 if payer is Payer.EXACT and chance.percent(4) else due


def _instalment(due: int, usual: int, chance: Chance) -> int:
    """Pay a part now and then, and, after a letter about the court, several months at once."""
    if due > usual * 6:
        return _up(usual * chance.between(25, 35) // 10)
    return _up(usual * chance.between(30, 70) // 100) if chance.percent(30) else 0


def lay_out(amount: int, closings: Sequence[int], usual: Sequence[int]) -> list[int]:
    """Return the part of a payment that each line gets.

    Debts are paid first, in proportion; what is left over goes ahead by the usual charges of the lines.
    """
    debts = [max(0, closing) for closing in closings]
    owed = sum(debts)
    if amount <= owed:
        return _shared(amount, debts)
    ahead = _shared(amount - owed, usual if any(usual) else [1] * len(debts))
    return [debt + more for debt, more in zip(debts, ahead, strict=True)]


def days_of_payment(month: Month, chance: Chance) -> tuple[dt.date, dt.date]:
    """Return the day of payment and the day on which the organisation saw the money."""
    paid_on = month.first_day.replace(day=chance.between(6, 22))
    return paid_on, paid_on + dt.timedelta(days=chance.between(1, 3))


def _up(amount: int) -> int:
    """Round up to the next hundred roubles."""
    return -(-amount // HUNDRED) * HUNDRED


def _shared(amount: int, weights: Sequence[int]) -> list[int]:
    if not amount:
        return [0] * len(weights)
    return [share.kopecks for share in share_out(Money(amount), weights)]
