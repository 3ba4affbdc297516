"""Which bill a payment is for, as ЮKassa reports it to ГИС ЖКХ.

Source: schema PaymentOrderDataUtilities of the API v3; words of the purpose by the letter of the Bank of Russia
ИН-04-45/12 of 22.02.2018.
"""

from typing import Any, Final

from kvita.billing.selectors import HOUSING
from kvita.payments.ports import CURRENCY, PaidBill, PayeeDetails, StartPayment

PURPOSE_LENGTH: Final = 210
BANK_LENGTH: Final = 45
ACCOUNT_LENGTH: Final = 30
SHORTEST_ACCOUNT: Final = 3
UNIFIED_LENGTH: Final = 10


def payment_order(payment: StartPayment) -> dict[str, Any]:
    """Return the payment order, or {} where the payee's details or the account do not suffice.

    The specification refuses a payment with an incomplete order as a whole: a payer must not suffer for what staff have
    not filled in (they were told when they switched this on).
    """
    bill, payee = payment.bill, payment.payee
    if bill is None or payee is None or not (numbers := _numbers(bill)) or not _is_complete(payee):
        return {}
    return {
        "type": "utilities",
        "amount": {"value": f"{payment.total.rubles}", "currency": CURRENCY},
        "payment_purpose": _purpose(bill),
        "recipient": {
            "name": payee.name,
            "inn": payee.inn,
            "kpp": payee.kpp,
            "bank": {
                "name": payee.bank_name[:BANK_LENGTH],
                "bic": payee.bic,
                "account": payee.settlement_account,
                "correspondent_account": payee.correspondent_account,
            },
        },
        "payment_period": {"month": bill.month.month, "year": bill.month.year},
        **numbers,
    }


def _numbers(bill: PaidBill) -> dict[str, str]:
    """Return the numbers that name the account, as far as they have the lengths of the specification."""
    numbers = {}
    if SHORTEST_ACCOUNT <= len(bill.account_number) <= ACCOUNT_LENGTH:
        numbers["account_number"] = bill.account_number
    if len(bill.unified_account_number) == UNIFIED_LENGTH:
        numbers["unified_account_number"] = bill.unified_account_number
    return numbers


def _is_complete(payee: PayeeDetails) -> bool:
    codes = ((payee.inn, 10), (payee.kpp, 9), (payee.bic, 9), (payee.settlement_account, 20),
             (payee.correspondent_account, 20))  # fmt: skip
    return bool(payee.name and payee.bank_name) and all(
        len(code) == length and code.isdecimal() for code, length in codes
    )


def _purpose(bill: PaidBill) -> str:
    account = f"ЕЛС{bill.unified_account_number}" if bill.unified_account_number else f"ЛС{bill.account_number}"
    what = f"Оплата {bill.paid_for}" if bill.paid_for == HOUSING else f"Оплата: {bill.paid_for}"
    parts = (what, account, f"ПРД{bill.month:%m.%Y}", bill.holder_name, bill.address)
    return ";".join(part.replace(";", ",") for part in parts).rstrip(";")[:PURPOSE_LENGTH]
