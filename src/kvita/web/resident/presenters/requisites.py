"""What a resident needs to pay each payee at any bank."""

import datetime as dt
from dataclasses import dataclass

from django.utils.safestring import SafeString

from kvita.accounts.models import BillingAccount
from kvita.billing.documents import payment_purpose, payment_qr, payment_qr_drawing
from kvita.billing.selectors import read_purposes
from kvita.calc.money import ZERO, Money
from kvita.calc.period import Month
from kvita.housing.models import Payee
from kvita.housing.selectors import payees_of
from kvita.payments.selectors import AmountDue, amount_due, payees_due


@dataclass(frozen=True, slots=True)
class PayeeSheet:
    """One payee: the sum due to it, the bytes and the drawing of its code (empty where bank details make none)."""

    payee: Payee
    amount: Money
    month: Month
    purpose: str
    payload: bytes

    @property
    def drawing(self) -> SafeString:
        """The code as SVG: our own drawing of numbers, nothing in it was typed by anybody."""
        return SafeString(payment_qr_drawing(self.payload))

    @property
    def has_details(self) -> bool:
        """Whether there is an account to pay to."""
        return bool(self.payee.settlement_account and self.payee.bic)


def payee_sheets(account: BillingAccount, *, today: dt.date, due: AmountDue | None = None) -> list[PayeeSheet]:
    """Return all payees of the account's organisation, the main one first (organisation with settings selected).

    What is due to each is what the payment page says; a page that has read the sum due gives it.
    """
    due = due or amount_due(account)
    month = Month.of(due.statement.month if due.statement is not None else today)
    payees = payees_of(account.organization_id)
    owed = {part.payee.pk: part.amount for part in payees_due(account, due, payees)}
    read_purposes(payees)
    sheets = [(payee, owed.get(payee.pk, ZERO)) for payee in payees]
    return [
        PayeeSheet(
            payee=payee,
            amount=amount,
            month=month,
            purpose=payment_purpose(account, payee, month),
            payload=payment_qr(account, payee, amount=amount, month=month),
        )
        for payee, amount in sheets
    ]
