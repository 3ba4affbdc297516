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
from kvita.documents.rendering import qr, typeface, wording
from kvita.documents.rendering.source import Value
from kvita.documents.rendering.tables import ColumnOf, table_of

_SLIP_CODE_WIDTH = 93.0
_SLIP_SUM_WIDTH = 118.0
_NARROW_SUM_WIDTH = 118.0
"""Points that a slip has for them."""
_MODULE, _LEAST_SIDE, _MOST_SIDE = 0.5, 30.0, 46.0
"""Millimetres of a module, of the smallest and of the largest code."""


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


def reference(bill: BillDocument, *, is_close: bool = False) -> Value:
    """Section 4: the services of which more is known than their norm; none where sentences say it in less room."""
    known = [] if is_close else [line for line in bill.reference if not _is_norm_only(line)]
    return table_of("Услуга", _REFERENCE, known, lambda line: line.service).as_value() if known else None


def reference_notes(bill: BillDocument, *, is_close: bool = False) -> list[str]:
    """What section 4 says in sentences: the norms, of which a table would be mostly dashes, and the limit of growth.

    Where room is scarce, the rest of the section too.
    """
    rest = [_in_words(line) for line in bill.reference if not _is_norm_only(line)] if is_close else []
    return [note for note in (*rest, _norms(bill), _limit_index(bill)) if note]


def _norms(bill: BillDocument) -> str:
    told = (
        f"{line.service} {wording.number(line.norm)}{NBSP}{say_unit(line.unit)}".rstrip(NBSP)
        for line in bill.reference
        if line.norm is not None and _is_norm_only(line)
    )
    said = wording.sentence(told, "; ")
    return f"Нормативы потребления: {said}." if said else ""


def _in_words(line: ReferenceLine) -> str:
    """The row of the table as a sentence: «Электроэнергия, кВт·ч: счётчик дома, было 5 916; …»."""
    name = wording.sentence((line.service, say_unit(line.unit)))
    told = (
        f"{column.title[0].lower()}{column.title[1:]} {column.text(line)}"
        for column in _REFERENCE[1:]
        if column.text(line)
    )
    return f"{name}: {wording.sentence(told, '; ')}."


def _is_norm_only(line: ReferenceLine) -> bool:
    house = (line.building_previous, line.building_current, line.premises_volume, line.common_volume)
    others = (line.common_norm, line.account_share, *house)
    return line.norm is not None and all(value is None for value in others)


def _limit_index(bill: BillDocument) -> str:
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


def requisites(payee: Payee) -> str:
    """`ИНН …, КПП …, р/с … в БАНК, БИК …, к/с …`."""
    account = f"р/с {payee.bank_account}" if payee.bank_account else ""
    if account and payee.bank_name:
        account += f" в {payee.bank_name}"
    pairs = (("БИК", payee.bic), ("к/с", payee.correspondent_account))
    numbers = [f"{label} {number}" for label, number in (("ИНН", payee.inn), ("КПП", payee.kpp)) if number]
    tail = [f"{label} {number}" for label, number in pairs if number]
    return wording.sentence((*numbers, account, *tail))


def slips(bill: BillDocument) -> Value:
    """The tear-offs, one a payee; one of the executor where no requisites are known."""
    payees: tuple[Payee, ...] = bill.payees or (Payee(name=bill.executor.name),)
    return [_slip(bill, payee, alone=len(payees) == 1) for payee in payees]


def _slip(bill: BillDocument, payee: Payee, *, alone: bool) -> Value:
    number = payee.payment_code or bill.payment_code or bill.account_number
    owed = bill.totals.payable if payee.amount is None else payee.amount
    amount, details = say_rubles(owed), requisites(payee)
    width = _SLIP_SUM_WIDTH if alone else _NARROW_SUM_WIDTH
    return {
        "payee": wording.sentence((payee.name, details)) if alone else payee.name,
        "requisites": details,
        "code": [number, typeface.bold().largest_size(number, _SLIP_CODE_WIDTH, 13)],
        "period": wording.month_digits(bill.period),
        "sum": [amount, typeface.bold().largest_size(amount, width, 13)],
        "described": f"QR-код для оплаты, {amount}",
        "side": _side(payee.qr),
    }


def _side(payload: bytes) -> float:
    """Millimetres of a code: half a millimetre a module, which a scan of 100 points an inch still resolves."""
    return round(min(max(qr.width(payload) * _MODULE, _LEAST_SIDE), _MOST_SIDE), 1) if payload else 0.0


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
