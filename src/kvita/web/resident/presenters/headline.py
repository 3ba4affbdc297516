"""The head of «Начисления»: what is to be paid by this bill, or, once money has come, what is left of it."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from kvita.billing.models import Statement
from kvita.calc.money import ZERO, Money
from kvita.calc.period import Month
from kvita.payments.models import Payment
from kvita.payments.selectors import AmountDue, OldDebt
from kvita.web.resident.presenters.charges import MonthCharges
from kvita.web.resident.presenters.due import debt_words
from kvita.web.ui.formatting import amount, human_date, money, month_name, signed


@dataclass(frozen=True, slots=True)
class Headline:
    """Label and sum; `value` is None where nothing is left to pay, then `status` says so.

    `steps` lead from the sum of the bill to what is left: label and amount in words, the last one is the result.
    """

    label: str
    value: Money | None
    status: str
    notes: tuple[str, ...]
    steps: tuple[tuple[str, str], ...]
    is_settled: bool
    has_debt: bool = False


def charges_headline(
    charges: MonthCharges, now_due: AmountDue, payment: Payment | None, *, today: dt.date, debt: OldDebt | None = None
) -> Headline:
    """Return the head of the newest month; `payment` is the newest accepted one, `debt` what is of earlier months."""
    month = month_name(charges.month)
    steps = _steps(charges.payable, now_due, payment, today) if now_due.paid_since else ()
    credit = (_credit(now_due.overpaid),) if now_due.overpaid else ()
    if not now_due.due:
        label = f"Квитанция за {month} оплачена" if charges.payable else f"За {month} платить не нужно"
        return Headline(label, None, "Платить больше нечего", credit, steps, is_settled=bool(charges.payable))
    notes = (debt_words(debt, now_due.due, today),) if debt else ()
    label = _label(charges, now_due, debt, today)
    return Headline(label, now_due.due, "", notes, steps, is_settled=False, has_debt=debt is not None)


def earlier_headline(charges: MonthCharges, later: Sequence[Statement]) -> Headline:
    """Return the head of a month that is not the newest: what was to be paid and what became of it, nothing to do now.

    `later` are the statements after it, newest first: money counts for the oldest bill first, so what they say was paid
    has paid this one before their own.
    """
    month, payable = month_name(charges.month), charges.payable
    if not payable:
        return Headline(f"За {month} платить было не нужно", None, "Платить было нечего", (), (), is_settled=False)
    paid = min(payable, max(ZERO, Money.total(statement.paid for statement in later)))
    if paid == payable:
        return Headline(f"Квитанция за {month}", None, f"Оплачена, {money(payable)}", (), (), is_settled=True)
    start = f"Потом оплачено {money(paid)}, остальное" if paid else "Эта сумма"
    note = f"{start} {'вошло' if paid else 'вошла'} в квитанцию за {month_name(Month.of(later[-1].month))}"
    return Headline(f"Было к оплате за {month}", payable, "", (note,), (), is_settled=False)


def _label(charges: MonthCharges, now_due: AmountDue, debt: OldDebt | None, today: dt.date) -> str:
    pay_by = charges.statement.period.pay_by
    start = "Осталось оплатить" if now_due.paid_since else "К оплате"
    if today > pay_by:
        return f"{start}, срок прошёл {human_date(pay_by, today)}"
    return f"{start}, есть долг" if debt else f"{start} до {human_date(pay_by, today)}"


def _steps(payable: Money, now_due: AmountDue, payment: Payment | None, today: dt.date) -> tuple[tuple[str, str], ...]:
    """Return the column that leads to what is left: it adds up as it is printed, an overpayment is below zero."""
    paid = "Оплачено после квитанции"
    if payment is not None and payment.amount == now_due.paid_since:
        place = f", {payment.place}" if payment.place else ""
        paid = f"Оплачено {human_date(payment.paid_on, today)}{place}"
    was = ("Была переплата", amount(-now_due.credit)) if now_due.credit else ("Было к оплате", amount(payable))
    left = ("Переплата", money(-now_due.overpaid)) if now_due.overpaid else ("Осталось заплатить", money(now_due.due))
    return (was, (paid, signed(ZERO - now_due.paid_since)), left)


def _credit(overpaid: Money) -> str:
    return f"Переплата {money(overpaid)} зачтётся в следующей квитанции"
