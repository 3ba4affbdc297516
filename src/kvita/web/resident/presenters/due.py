"""The panel of the amount due: what to pay, until when, what has been paid since the statement."""

import datetime as dt
import uuid
from dataclasses import dataclass

from kvita.calc.money import ZERO, Money
from kvita.calc.period import Month
from kvita.payments.models import Payment
from kvita.payments.selectors import AmountDue, OldDebt
from kvita.web.resident.presenters.wording import days_left
from kvita.web.ui.formatting import human_date, human_month, money, month_name

# After a quarter the number of days tells a person nothing that the date does not.
COUNTED_DAYS = 90
NAMED_MONTHS = 3


@dataclass(frozen=True, slots=True)
class DuePanel:
    """Label, amount and what stands under it: `term` with its icon, further sentences in `notes`.

    `under_way` is the sum that the bank has not answered for, `order` what of it was begun last; `is_waiting`: it is
    all that is due, so that nothing is to be begun. `debt` can be paid alone.
    """

    label: str
    value: Money
    term: str
    term_sign: str
    notes: tuple[str, ...]
    is_paid: bool
    month: Month
    under_way: Money = ZERO
    order: uuid.UUID | None = None
    is_waiting: bool = False
    debt: Money = ZERO


def due_panel(
    amount: AmountDue, *, last_payment: Payment | None, today: dt.date, debt: OldDebt | None = None
) -> DuePanel | None:
    """Return the panel for the newest published month; None while nothing is published."""
    statement = amount.statement
    if statement is None:
        return None
    month = Month.of(statement.month)
    label, sign, *sentences = _term(amount, debt, month, today)
    return DuePanel(
        label,
        amount.due,
        sentences[0],
        sign,
        (*sentences[1:], *_paid_since(amount, last_payment, today)),
        not amount.due,
        month,
        under_way=amount.under_way,
        order=amount.under_way_order,
        is_waiting=amount.is_waiting,
        debt=debt.amount if debt is not None and debt.amount < amount.due else ZERO,
    )


def _term(amount: AmountDue, debt: OldDebt | None, month: Month, today: dt.date) -> tuple[str, ...]:
    """Return the label, the icon and the sentences: until when to pay, and what should have been paid already."""
    pay_by = amount.statement.period.pay_by if amount.statement is not None else today
    if not amount.due:
        return (f"К оплате за {month_name(month)}", "ok", _nothing_due(amount))
    if today > pay_by:
        term = f"Оплатить нужно было до {human_date(pay_by, today)}"
        if (today - pay_by).days <= COUNTED_DAYS:
            term += f", {days_left(pay_by, today)}"
        return ("К оплате, срок прошёл", "warn", term, *([debt_words(debt, amount.due, today)] if debt else []))
    term = f"платите до {human_date(pay_by, today)}, {days_left(pay_by, today)}"
    if debt is None:
        return (f"К оплате за {month_name(month)}", "clock", f"О{term}")
    fresh = amount.due - debt.amount
    rest = [f"{money(fresh)} за {month_name(month)} о{term}"] if fresh else []
    return ("К оплате, есть долг", "warn", debt_words(debt, amount.due, today), *rest)


def debt_words(debt: OldDebt, due: Money, today: dt.date) -> str:
    """Return «Из них 34 477,69 ₽ — долг за сентябрь и октябрь, срок прошёл 15 ноября»."""
    start = "Всё это" if debt.amount == due else f"Из них {money(debt.amount)}"
    if not debt.months:
        return f"{start} — долг за прошлые месяцы"
    last = "последний срок" if len(debt.months) > 1 or debt.is_older_too else "срок"
    since = f", {last} прошёл {human_date(debt.pay_by, today)}" if debt.pay_by is not None else ""
    return f"{start} — долг за {_months_of(debt)}{since}"


def _months_of(debt: OldDebt) -> str:
    """Return «сентябрь и октябрь», «июль — октябрь» where there are many, «октябрь и раньше»."""
    is_of_one_year = debt.months[0].year == debt.months[-1].year
    names = [month_name(month) if is_of_one_year else human_month(month) for month in debt.months]
    if len(names) > NAMED_MONTHS:
        names = [f"{names[0]} — {names[-1]}"]
    names += ["раньше"] if debt.is_older_too else []
    return f"{', '.join(names[:-1])} и {names[-1]}" if len(names) > 1 else names[0]


def _nothing_due(amount: AmountDue) -> str:
    if amount.overpaid:
        return f"Всё оплачено. Переплата {money(amount.overpaid)} зачтётся в следующей квитанции"
    return "Всё оплачено"


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
