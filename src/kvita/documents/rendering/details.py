"""Reference information, payment plan, payees, help and the slip, as the template takes them."""

from collections.abc import Callable
from decimal import Decimal

from kvita.calc.money import Money
from kvita.core.wording import NBSP, say_amount, say_rubles, say_unit
from kvita.documents.bill import (
    BillDocument,
    Payee,
    PaymentPlanLine,
    ReferenceLine,
)
from kvita.documents.rendering import typeface, wording
from kvita.documents.rendering.source import Value
from kvita.documents.rendering.tables import ColumnOf, table_of

_SLIP_CODE_WIDTH = 93.0
_SLIP_SUM_WIDTH = 118.0
"""Points that the slip has for them."""


def _quantity(attribute: str) -> Callable[[ReferenceLine], str]:
    def text(line: ReferenceLine) -> str:
        value: Decimal | None = getattr(line, attribute)
        return "" if value is None else wording.number(value)

    return text


_REFERENCE: tuple[ColumnOf[ReferenceLine], ...] = (
    ColumnOf("Единица", lambda line: say_unit(line.unit)),
    ColumnOf("Норматив", _quantity("norm")),
    ColumnOf("Норматив на общее имущество", _quantity("common_norm")),
    ColumnOf("Счётчик дома, было", _quantity("building_previous")),
    ColumnOf("Счётчик дома, стало", _quantity("building_current")),
    ColumnOf("Объём в помещениях дома", _quantity("premises_volume")),
    ColumnOf("Объём на общее имущество", _quantity("common_volume")),
    ColumnOf("Доля счёта в общем", _quantity("account_share")),
)


def reference(bill: BillDocument) -> Value:
    """Section 4."""
    if not bill.reference:
        return None
    return table_of("Услуга", _REFERENCE, bill.reference, lambda line: line.service).as_value()


def limit_index(bill: BillDocument) -> str:
    """The sentence on the limit of growth, section 4."""
    if bill.limit_index is None:
        return ""
    return f"Предельный индекс изменения платы за коммунальные услуги: {wording.number(bill.limit_index)}{NBSP}%."


def _sum(attribute: str) -> Callable[[PaymentPlanLine], str]:
    def text(line: PaymentPlanLine) -> str:
        amount: Money | None = getattr(line, attribute)
        return "" if amount is None else say_amount(amount)

    return text


def _percent(line: PaymentPlanLine) -> str:
    return "" if line.interest_percent is None else f"{wording.number(line.interest_percent)}{NBSP}%"


_PLAN: tuple[ColumnOf[PaymentPlanLine], ...] = (
    ColumnOf("Из платы за месяц", _sum("current")),
    ColumnOf("Из платы за прошлые месяцы", _sum("past")),
    ColumnOf("Процент за рассрочку", _percent),
    ColumnOf("Плата за рассрочку", _sum("interest")),
    ColumnOf("К\u00a0оплате,\u00a0₽", _sum("payable")),
)


def payment_plan(bill: BillDocument) -> Value:
    """Section 5."""
    if not bill.payment_plan:
        return None
    return table_of("Услуга", _PLAN, bill.payment_plan, lambda line: line.service).as_value()


def codes(bill: BillDocument) -> Value:
    """For the QR of each payee its description, and for the first one what to write under it."""
    amounts = [bill.totals.payable if payee.amount is None else payee.amount for payee in bill.payees]
    described = [f"QR-код для оплаты, {say_rubles(amount)}" for amount in amounts]
    caption = "Наведите камеру в приложении банка"
    if len(bill.payees) > 1:
        caption += f": {say_rubles(amounts[0])}, {bill.payees[0].name}"
    return {"described": described, "caption": caption}


def payees(bill: BillDocument) -> Value:
    """All payees when there are several: `[name, requisites, code, sum]`."""
    if len(bill.payees) < 2:
        return []
    return [
        [
            payee.name,
            requisites(payee),
            payee.payment_code or bill.payment_code,
            say_rubles(payee.amount) if payee.amount is not None else "",
        ]
        for payee in bill.payees
    ]


def requisites(payee: Payee) -> str:
    """`ИНН …, КПП …, р/с … в БАНК, БИК …, к/с …`."""
    account = f"р/с {payee.bank_account}" if payee.bank_account else ""
    if account and payee.bank_name:
        account += f" в {payee.bank_name}"
    pairs = (("БИК", payee.bic), ("к/с", payee.correspondent_account))
    numbers = [f"{label} {number}" for label, number in (("ИНН", payee.inn), ("КПП", payee.kpp)) if number]
    tail = [f"{label} {number}" for label, number in pairs if number]
    return wording.sentence((*numbers, account, *tail))


def slip(bill: BillDocument) -> Value:
    """The tear-off slip."""
    names = [payee.name for payee in bill.payees] or [bill.executor.name]
    code, amount = bill.payment_code or bill.account_number, say_rubles(bill.totals.payable)
    single = requisites(bill.payees[0]) if len(bill.payees) == 1 else ""
    return {
        "label": "Получатель" if len(names) == 1 else "Получатели",
        "payee": wording.sentence((wording.sentence(names), single)),
        "code": [code, typeface.bold().largest_size(code, _SLIP_CODE_WIDTH, 13)],
        "period": wording.month_digits(bill.period),
        "sum": [amount, typeface.bold().largest_size(amount, _SLIP_SUM_WIDTH, 13)],
    }


def tips(bill: BillDocument) -> Value:
    """Help at the foot: paragraphs of `[bold beginning, text]`."""
    foot = bill.footer
    lines = (
        (("Как платить.", foot.how_to_pay),),
        (("Счётчики.", foot.readings_window), ("Авария.", wording.unbroken_phones(foot.emergency))),
        (("", foot.additional),),
    )
    known = [[[label, text] for label, text in line if text] for line in lines]
    return [line for line in known if line]
