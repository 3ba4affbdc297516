"""Meters, reference information, payment plan, adjustments, payees and the slip, as the template takes them."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal

from kvita.calc.money import Money
from kvita.core.wording import NBSP, say_amount, say_day, say_month, say_rubles, say_unit
from kvita.documents.bill import (
    AdjustmentLine,
    BillDocument,
    MeterReadingLine,
    Payee,
    PaymentPlanLine,
    ReferenceLine,
)
from kvita.documents.rendering import typeface, wording
from kvita.documents.rendering.source import Value
from kvita.documents.rendering.tables import PAGE_WIDTH, ColumnOf, sheet, table_of
from kvita.documents.rendering.wording import DASH

_SHORT_LIST = 14
"""More meters or adjustments than this are not set side by side."""
_READINGS_SHARE = 0.58
_READINGS_SIZE = 8.0
_SLIP_CODE_WIDTH = 93.0
_SLIP_SUM_WIDTH = 118.0
"""Points that the slip has for them."""


def side_by_side(bill: BillDocument) -> bool:
    """Meters and adjustments share the width of the page when both are short."""
    counts = len(bill.readings), len(bill.adjustments)
    return min(counts) > 0 and max(counts) <= _SHORT_LIST


def readings(bill: BillDocument) -> Value:
    """Section 2. Days stand in the head of the table when all meters were read on the same days."""
    lines = bill.readings
    if not lines:
        return None
    previous_on = _same_day([line.previous_on for line in lines])
    current_on = _same_day([line.current_on for line in lines])
    head = ["Счётчик", previous_on or "Было", current_on or "Стало", "Расход"]
    rows = [
        [
            "line",
            wording.sentence((wording.sentence((line.service, line.place)), line.serial), " · "),
            _reading_note(line, previous_on, current_on),
            _exact(line.previous),
            _exact(line.current),
            _consumption(line),
        ]
        for line in lines
    ]
    room = PAGE_WIDTH * _READINGS_SHARE if side_by_side(bill) else PAGE_WIDTH
    return sheet(head, rows, room, _READINGS_SIZE)


def _same_day(days: list[date | None]) -> str:
    only = set(days)
    found = only.pop() if len(only) == 1 else None
    return wording.day(found) if found else ""


def _reading_note(line: MeterReadingLine, previous_on: str, current_on: str) -> str:
    shown = [line.note]
    if line.previous_on and not previous_on:
        shown.append(f"было {say_day(line.previous_on)}")
    if line.current_on and not current_on:
        shown.append(f"стало {say_day(line.current_on)}")
    return wording.sentence(shown)


def _exact(value: Decimal | None) -> str:
    return DASH if value is None else wording.exact_number(value)


def _consumption(line: MeterReadingLine) -> str:
    if line.consumption is None:
        return DASH
    # As many decimals as the meter has, and more only where the consumption was not taken from it.
    exponent = line.current.as_tuple().exponent if line.current is not None else 0
    decimals = -exponent if isinstance(exponent, int) and exponent < 0 else 0
    return wording.sentence((wording.number(line.consumption, least=decimals), say_unit(line.unit)), NBSP)


def adjustments(bill: BillDocument) -> Value:
    """Section 6: `[what and how much, why]`."""
    return [[f"{line.service}, {say_rubles(line.amount)}.", _reason(line)] for line in bill.adjustments]


def _reason(line: AdjustmentLine) -> str:
    said = [line.reason.strip().rstrip(".")]
    if line.period:
        said.append(
            f"за {say_month(line.period.first_day)}" if line.reason else f"За {say_month(line.period.first_day)}"
        )
    if line.base is not None and line.corrected is not None:
        said.append(f"было {say_rubles(line.base)}, стало {say_rubles(line.corrected)}")
    text = wording.sentence(said)
    return f"{text}." if text else ""


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
    return table_of("Услуга", _REFERENCE, bill.reference, lambda line: line.service)


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
    return table_of("Услуга", _PLAN, bill.payment_plan, lambda line: line.service)


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
