"""The head of «Начисления»: what is to be paid by this bill, or, once money has come, what is left of it."""

import datetime as dt
from dataclasses import dataclass

from kvita.calc.money import ZERO, Money
from kvita.payments.models import Payment
from kvita.payments.selectors import AmountDue
from kvita.web.resident.presenters.charges import MonthCharges
from kvita.web.resident.presenters.due import older_debt
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

    @property
    def has_debt(self) -> bool:
        """Whether a part of the sum is debt of earlier months."""
        return any("долг за прошлые месяцы" in note for note in self.notes)


def charges_headline(
    charges: MonthCharges, now_due: AmountDue | None, payment: Payment | None, *, today: dt.date
) -> Headline:
    """Return the head; `now_due` is None for a month that is not the newest, `payment` is the newest accepted one."""
    month = month_name(charges.month)
    if now_due is None:
        return Headline(f"К оплате по квитанции за {month}", charges.payable, "", (), (), is_settled=False)
    steps = _steps(charges.payable, now_due, payment, today) if now_due.paid_since else ()
    credit = (_credit(now_due.overpaid),) if now_due.overpaid else ()
    if not now_due.due:
        label = f"Квитанция за {month} оплачена" if charges.payable else f"За {month} платить не нужно"
        return Headline(label, None, "Платить больше нечего", credit, steps, is_settled=bool(charges.payable))
    debt = older_debt(now_due)
    notes = (f"Из них {money(debt)} — долг за прошлые месяцы",) if debt else ()
    return Headline(_label(charges, now_due, debt, today), now_due.due, "", notes, steps, is_settled=False)


def _label(charges: MonthCharges, now_due: AmountDue, debt: Money, today: dt.date) -> str:
    pay_by = charges.statement.period.pay_by
    start = "Осталось оплатить" if now_due.paid_since else "К оплате"
    if today > pay_by:
        return f"{start}, срок прошёл {human_date(pay_by, today)}"
    return f"{start} до {human_date(pay_by, today)}{', есть долг' if debt else ''}"


def _steps(payable: Money, now_due: AmountDue, payment: Payment | None, today: dt.date) -> tuple[tuple[str, str], ...]:
    paid = "Оплачено после квитанции"
    if payment is not None and payment.amount == now_due.paid_since:
        place = f", {payment.place}" if payment.place else ""
        paid = f"Оплачено {human_date(payment.paid_on, today)}{place}"
    was = ("Была переплата", amount(now_due.credit)) if now_due.credit else ("Было к оплате", amount(payable))
    left = ("Переплата", money(now_due.overpaid)) if now_due.overpaid else ("Осталось заплатить", money(now_due.due))
    return (was, (paid, signed(ZERO - now_due.paid_since)), left)


def _credit(overpaid: Money) -> str:
    return f"Переплата {money(overpaid)} зачтётся в следующей квитанции"
