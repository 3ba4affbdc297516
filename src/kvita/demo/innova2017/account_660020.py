"""Four months of the account 660020, whose four payments the manual prints.

The account began in May 2017 with a debt taken over from the company before, such that what is due after the payments
of June to September is the 5 900,08 of the manual's payment page.
"""

from typing import Final

from kvita.billing.enums import VolumeSource
from kvita.calc.money import Money
from kvita.calc.period import Month
from kvita.calc.rounding import to_units
from kvita.calc.sharing import share_out
from kvita.demo.innova2017.tables import Row, day, kopecks, month
from kvita.demo.life import seasons
from kvita.demo.life.bill import VOLUME, Bill, Line, Pay, charge_of
from kvita.demo.life.paying import lay_out
from kvita.demo.plans.innova import SOLNECHNY_SERVICES
from kvita.demo.plans.plan import Method
from kvita.demo.plans.prices import price_on

FIRST: Final = Month(2017, 5)
LAST: Final = Month(2017, 8)
DUE_NOW: Final = 5_900_08
AREA: Final = 62_40
USE: Final = {"cold": 8_400, "hot": 5_300, "day": 188_000, "night": 61_000}


def printed_payments(rows: list[Row]) -> list[Pay]:
    """Return the four payments of the manual, oldest first."""
    found = []
    for row in rows:
        paid_on, posted_on = day(row["Дата платежа"]), day(row["Дата учёта"])
        if paid_on is None or posted_on is None:
            raise ValueError("a payment without a day")
        found.append(
            Pay(
                amount=kopecks(row["Сумма платежа"]),
                paid_on=paid_on,
                posted_on=posted_on,
                accounting_month=month(row["Расчетный месяц"]),
                for_month=month(row["За какой месяц оплачено"]),
                place=row["Место платежа"],
            )
        )
    return sorted(found, key=lambda pay: pay.paid_on)


def live_660020(payments: list[Pay], seed: int) -> list[Bill]:
    """Return the bills of May to August 2017; the payment of September follows them."""
    charges = {month: [_line(number, month, seed) for number in range(13)] for month in Month.span(FIRST, LAST)}
    received = sum(payment.amount for payment in payments)
    charged = [sum(lines[number].charged for lines in charges.values()) for number in range(13)]
    taken_over = DUE_NOW + received - sum(charged)
    closings = [share.kopecks for share in share_out(Money(taken_over), charged)]
    bills = []
    for at, lines in charges.items():
        bill = Bill(at, 0, lines)
        for line in lines:
            line.opening = closings[line.service]
        bill.payments = [payment for payment in payments if payment.accounting_month == at]
        paid = lay_out(sum(payment.amount for payment in bill.payments), closings, charged)
        for line in lines:
            line.paid = paid[line.service]
        closings = [line.closing for line in lines]
        bills.append(bill)
    return bills


def _line(number: int, at: Month, seed: int) -> Line:
    service = SOLNECHNY_SERVICES[number]
    line = Line(number, 0, rate=to_units(price_on(service, at.first_day), 6))
    match service.method:
        case Method.METERED:
            line.volume = sum(USE[resource] for resource in service.resources) * 10_000
        case Method.AREA:
            line.volume, line.source = AREA * VOLUME // 100, VolumeSource.AREA
        case Method.HEATING_BY_AREA:
            line.volume, line.source = AREA * VOLUME // 100, VolumeSource.AREA
            line.rate = (line.rate * seasons.heat_norm(seed, "Казань", at) // 10_000 + 5000) // 10_000 * 10_000
        case _:
            return line
    line.charged = charge_of(line.volume, line.rate)
    return line
