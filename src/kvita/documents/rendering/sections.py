"""The parts of a bill around the calculation, as the template takes them."""

from collections.abc import Iterator
from decimal import Decimal

from kvita.calc.money import Money
from kvita.core.wording import NBSP, agreed, counted, say_amount, say_day, say_month, say_movement, say_rubles
from kvita.documents.bill import BillDocument
from kvita.documents.rendering import typeface, wording
from kvita.documents.rendering.charges import is_credit_kept
from kvita.documents.rendering.source import Value

_MOST_NAMES = 3
_WHO_WIDTH = 154.0
_BOX_WIDTH = 192.0
"""Points of a line in the left column and in the box of the sum."""


def title(bill: BillDocument) -> str:
    """`Квитанция за август 2017, счёт 551412`: title of the file and of its further pages."""
    return f"{heading(bill)}, счёт {bill.account_number}"


def heading(bill: BillDocument) -> str:
    """`Квитанция за август 2017`."""
    return f"Квитанция за {say_month(bill.period.first_day)}"


def version(bill: BillDocument) -> str:
    """The note of a corrected bill."""
    return f"Исправленная квитанция, версия {bill.version}" if bill.version > 1 else ""


def executor(bill: BillDocument) -> Value:
    """Name and lines under it: requisites, address, phones, where to find the company."""
    who = bill.executor
    codes = wording.sentence((_labelled("ИНН", who.inn), _labelled("ОГРН", who.ogrn)))
    lines = (codes, who.address, *map(wording.unbroken_phones, who.phones), wording.sentence((who.site, who.email)))
    return {"name": who.name, "lines": [line for line in lines if line]}


def payer(bill: BillDocument) -> Value:
    """Codes with their letter sizes, and who pays for what."""
    codes: list[Value]
    if bill.payment_code == bill.account_number or not bill.payment_code:
        label = "Лицевой счёт, он же платёжный код" if bill.payment_code else "Лицевой счёт"
        codes = [[label, bill.account_number, typeface.bold().largest_size(bill.account_number, _WHO_WIDTH, 20)]]
    else:
        codes = [
            ["Платёжный код", bill.payment_code, typeface.bold().largest_size(bill.payment_code, _WHO_WIDTH, 20)],
            ["Лицевой счёт", bill.account_number, typeface.bold().largest_size(bill.account_number, _WHO_WIDTH, 13)],
        ]
    premise = bill.premise
    people = premise.resident_count
    living = ""
    if people is not None:
        verb = agreed(people, "проживает", "проживают", "проживает")
        living = f"{verb} {counted(people, 'человек', 'человека', 'человек')}" if people else "никто не проживает"
    who = [
        ["Плательщик", bill.payer],
        ["Адрес", premise.address],
        ["Помещение", wording.sentence((_area(premise.total_area), living))],
    ]
    return {"codes": codes, "who": [pair for pair in who if pair[1]]}


def facts(bill: BillDocument) -> str:
    """The rest of section 1 in one line of small print."""
    premise = bill.premise
    return wording.sentence(
        (
            _labelled("Жилая площадь", _area(premise.living_area)),
            _labelled("Отапливаемая площадь", _area(premise.heated_area)),
            _labelled("Площадь дома", _area(premise.building_area)),
            _labelled("Отапливаемая площадь дома", _area(premise.building_heated_area)),
            _labelled("Места общего пользования", _area(premise.building_common_area)),
            _labelled("ЕЛС", bill.unified_account_number),
            _labelled("Идентификатор ЖКУ", bill.housing_service_id),
            _labelled("Документ №", bill.document_number),
            f"Действителен до {say_day(bill.valid_until)}" if bill.valid_until else "",
            f"Учтены платежи по {say_day(bill.payments_counted_until)}" if bill.payments_counted_until else "",
        ),
        " · ",
    )


def movement(bill: BillDocument) -> Value:
    """From the opening to the closing balance, and from that to the sum asked for: pairs of label and sum."""
    sums, period = bill.totals, bill.period
    paid = "Оплачено"
    if bill.last_paid_on and sums.paid:
        paid = f"Оплачено по {wording.day(bill.last_paid_on)}"
    steps = [
        _balance(sums.opening, "Было к\u00a0оплате", wording.day(period.first_day)),
        [f"Начислено за {wording.month_name(period)}", say_movement(sums.charged)],
    ]
    if sums.adjusted:
        steps.append(["Перерасчёты", say_movement(sums.adjusted)])
    if sums.shortfall:
        steps.append(["Недопоставка", say_movement(-sums.shortfall)])
    steps.append([paid, say_movement(-sums.paid)])
    result = _balance(sums.closing, "К\u00a0оплате", wording.day(period.next.first_day))
    return {"steps": steps, "result": result, "after": list(_difference(bill))}


def _balance(balance: Money, owed: str, on: str) -> list[str]:
    """A sum whose day to pay may be ahead is no debt yet."""
    is_credit = balance.kopecks < 0
    return [f"{'Переплата' if is_credit else owed} на {on}", say_amount(abs(balance) if is_credit else balance)]


def _difference(bill: BillDocument) -> Iterator[list[str]]:
    """Why the sum to pay is not the balance."""
    sums = bill.totals
    difference = sums.payable - sums.closing
    if not difference or (sums.closing.kopecks < 0 and not sums.payable):
        return
    kept = [line for line in bill.lines if is_credit_kept(line, sums)]
    if Money.total(-line.closing for line in kept if line.closing) == difference:
        yield [_kept_credit([line.name for line in kept]), say_movement(difference)]
    else:
        word = "Рассрочка" if bill.payment_plan else "Другие поправки"
        yield [word, say_movement(difference)]


def _kept_credit(names: list[str]) -> str:
    if len(names) == 1:
        return f"Переплата по услуге «{names[0]}» остаётся за ней"
    if len(names) > _MOST_NAMES:
        return f"Переплата по {counted(len(names), 'услуге', 'услугам', 'услугам')} остаётся за ними"
    quoted = wording.sentence(f"«{name}»" for name in names)
    return f"Переплата по услугам {quoted} остаётся за ними"


def due(bill: BillDocument) -> Value:
    """The large figure: label, sum, letter size."""
    when = f"до {say_day(bill.pay_by)}" if bill.pay_by else f"за {say_month(bill.period.first_day)}"
    amount = say_rubles(bill.totals.payable)
    return [f"К оплате {when}", amount, typeface.bold().largest_size(amount, _BOX_WIDTH, 25)]


def _labelled(label: str, text: str) -> str:
    return f"{label}{NBSP}{text}" if text else ""


def _area(area: Decimal | None) -> str:
    return f"{wording.number(area, least=2)}{NBSP}м²" if area is not None else ""
