"""The panel of the amount due: what to pay, until when, what has been paid since the statement."""

import datetime as dt
from dataclasses import dataclass

from kvita.calc.money import ZERO, Money
from kvita.calc.period import Month
from kvita.payments.models import Payment
from kvita.payments.selectors import AmountDue
from kvita.web.resident.presenters.wording import days_left
from kvita.web.ui.formatting import human_date, money, month_name

# After a quarter the number of days tells a person nothing that the date does not.
COUNTED_DAYS = 90


@dataclass(frozen=True, slots=True)
class DuePanel:
    """Label, amount and what stands under it: `term` with its icon, further sentences in `notes`."""

    label: str
    value: Money
    term: str
    term_sign: str
    notes: tuple[str, ...]
    is_paid: bool
    month: Month


def due_panel(amount: AmountDue, *, last_payment: Payment | None, today: dt.date) -> DuePanel | None:
    """Return the panel for the newest published month; None while nothing is published."""
    statement = amount.statement
    if statement is None:
        return None
    month = Month.of(statement.month)
    pay_by = statement.period.pay_by
    label = f"К оплате за {month_name(month)}"
    if not amount.due:
        term, sign = _nothing_due(amount), "ok"
    elif today > pay_by:
        label = "К оплате, срок прошёл"
        term, sign = f"Оплатить нужно было до {human_date(pay_by, today)}", "warn"
        if (today - pay_by).days <= COUNTED_DAYS:
            term += f", {days_left(pay_by, today)}"
    else:
        term, sign = f"Оплатите до {human_date(pay_by, today)}, {days_left(pay_by, today)}", "clock"
    debt = older_debt(amount)
    older = [f"Из них {money(debt)} — долг за прошлые месяцы"] if debt else []
    notes = [*older, *_paid_since(amount, last_payment, today)]
    return DuePanel(label, amount.due, term, sign, tuple(notes), not amount.due, month)


def _nothing_due(amount: AmountDue) -> str:
    if amount.overpaid:
        return f"Всё оплачено. Переплата {money(amount.overpaid)} зачтётся в следующей квитанции"
    return "Всё оплачено"


def older_debt(amount: AmountDue) -> Money:
    """Return how much of the sum is debt of earlier months; zero where none certainly is."""
    statement = amount.statement
    if statement is None:
        return ZERO
    older = statement.opening - statement.paid - amount.paid_since
    older += min(ZERO, statement.adjusted) - statement.shortfall
    return older if ZERO < older < amount.due else ZERO


def _paid_since(amount: AmountDue, last_payment: Payment | None, today: dt.date) -> list[str]:
    if not amount.paid_since:
        return []
    if last_payment is not None and last_payment.given_back:
        returned = f"{money(last_payment.given_back)} вернули вам {human_date(last_payment.paid_on, today)}"
        return [f"{returned}, поэтому к оплате снова больше" if amount.due else returned]
    day = f" {human_date(last_payment.paid_on, today)}" if last_payment is not None else ""
    whole = last_payment is not None and last_payment.amount == amount.paid_since
    text = f"Платёж {money(amount.paid_since)} принят{day}" if whole else f"Принято {money(amount.paid_since)}"
    if not whole and day:
        text += f", последний платёж{day}"
    return [f"{text}, он уже вычтен" if whole else f"{text}; эти деньги уже вычтены"]
