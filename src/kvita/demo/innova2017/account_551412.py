"""Two years of the account 551412 that end in August 2017, every figure of which the manual prints.

From September 2015 to April 2017 the household pays every bill, but for two late spells in 2016, which cost it
penalties that were taken back in March 2017. In May and June 2017 it pays in part; what it pays in July follows from
the balances with which August opens. July was charged by the average; the readings that came later are the
recalculations of August.
"""

from dataclasses import dataclass, field
from typing import Final

from kvita.billing.enums import AdjustmentReason, VolumeSource
from kvita.calc.period import Month
from kvita.calc.rounding import to_units
from kvita.demo.chance import Chance
from kvita.demo.innova2017.tables import PrintedCharge, hidden_volume
from kvita.demo.life import seasons
from kvita.demo.life.bill import RATE, VOLUME, Bill, Correction, Line, Pay, charge_of
from kvita.demo.life.paying import days_of_payment
from kvita.demo.plans.innova import SOLNECHNY_SERVICES
from kvita.demo.plans.plan import Method
from kvita.demo.plans.prices import price_on

FIRST: Final = Month(2015, 9)
AUGUST: Final = Month(2017, 8)
JULY: Final = Month(2017, 7)
AREA: Final = 74_80  # 0.01 m²
RESIDENTS: Final = 2
LATE: Final = (Month(2016, 2), Month(2016, 3), Month(2016, 11))
PARTLY: Final = {Month(2017, 5): 55, Month(2017, 6): 18}  # per cent of what was owed
PENALTIES: Final = {
    Month(2016, 2): 96_18,
    Month(2016, 3): 112_40,
    Month(2016, 4): 87_25,
    Month(2016, 11): 61_90,
    Month(2016, 12): 51_70,
}
FORGIVEN_IN: Final = Month(2017, 3)

# What the meters counted, in 0.001: the usual month, and July 2017, which was read in August only.
USUAL: Final = {"hot kitchen": 800, "hot bath": 3300, "cold kitchen": 1900, "cold bath": 4400}
USUAL_POWER: Final = {"day": 154_000, "night": 54_000}
JULY_USE: Final = {"hot kitchen": 700, "hot bath": 2617, "cold kitchen": 2350, "cold bath": 4758}
JULY_POWER: Final = {"day": 149_600, "night": 61_300}
JULY_HOT_AVERAGE: Final = 8_200

REASONS: Final = {
    "Водоотведение": (AdjustmentReason.READINGS, "За июль начислили по среднему, потом пришли ваши показания."),
    "Холодная вода": (AdjustmentReason.READINGS, "За июль начислили по среднему, потом пришли ваши показания."),
    "Подогрев воды": (
        AdjustmentReason.SERVICE_SHORTFALL,
        "С 8 по 21 июля горячей воды не было: 14 дней ремонта сетей.",
    ),
    "Электроснабжение": (AdjustmentReason.READINGS, "За июль часть расхода перенесли с дня на ночь."),
    "Ночное электроснабжение": (AdjustmentReason.READINGS, "За июль часть расхода перенесли с дня на ночь."),
    "Пени": (AdjustmentReason.ERROR, "Исправили округление пеней за июль."),
}

# What August takes back (or adds), in kopecks: the printed recalculations of what meters count.
JULY_ADJUSTED: Final = {
    "Водоотведение": -95_70,
    "Холодная вода": -114_27,
    "Электроснабжение": -124_39,
    "Ночное электроснабжение": 118_54,
}


@dataclass(slots=True)
class Past:
    """The bills, and what each scale counted by month, in units of 7 digits."""

    bills: list[Bill] = field(default_factory=list)
    used: dict[Month, dict[str, int]] = field(default_factory=dict)


def live_551412(printed: list[PrintedCharge], seed: int) -> Past:
    """Return the bills of September 2015 to August 2017."""
    past = Past()
    closings = [0] * len(SOLNECHNY_SERVICES)
    for month in Month.span(FIRST, JULY):
        past.used[month] = _use(month, seed)
        bill = Bill(month, RESIDENTS)
        for number in range(len(SOLNECHNY_SERVICES)):
            bill.lines.append(_line(number, month, closings[number], past.used[month], seed))
        _adjust(bill)
        _pay(bill, printed, seed)
        closings = [line.closing for line in bill.lines]
        past.bills.append(bill)
    past.bills.append(_august(printed, past.bills[-1]))
    past.used[AUGUST] = _use_of_august(past.bills[-1])
    return past


def _use(month: Month, seed: int) -> dict[str, int]:
    if month == JULY:
        return {name: value * 10_000 for name, value in (JULY_USE | JULY_POWER).items()}
    chance = Chance(seed, "551412", month)
    water = {name: chance.around(value, 25) for name, value in USUAL.items()}
    power = {
        name: chance.around(value * seasons.of_month(seasons.POWER, month) // 100, 12)
        for name, value in USUAL_POWER.items()
    }
    return {name: value * 10_000 for name, value in (water | power).items()}


def _line(number: int, month: Month, opening: int, used: dict[str, int], seed: int) -> Line:
    service = SOLNECHNY_SERVICES[number]
    rate = to_units(price_on(service, month.first_day), 6)
    line = Line(number, opening, rate=rate)
    match service.method:
        case Method.METERED:
            resources = service.resources
            line.volume = sum(value for name, value in used.items() if name.split()[0] in resources)
            line.source = VolumeSource.METER
        case Method.AREA:
            line.volume, line.source = AREA * VOLUME // 100, VolumeSource.AREA
        case Method.HEATING_BY_AREA:
            line.volume, line.source = AREA * VOLUME // 100, VolumeSource.AREA
            norm = seasons.heat_norm(seed, "Казань", month)
            line.rate = (rate * norm // 10_000 + 5000) // 10_000 * 10_000
        case Method.PENALTY:
            line.charged = PENALTIES.get(month, 0)
            return line
        case _:
            return line
    line.charged = charge_of(line.volume, line.rate)
    if month == JULY and service.method is Method.METERED:
        _charge_by_average(line)
    return line


def _charge_by_average(line: Line) -> None:
    """Charge July as it was before the readings came: higher by the recalculation that August prints."""
    name = SOLNECHNY_SERVICES[line.service].name
    if name == "Подогрев воды":
        line.volume = JULY_HOT_AVERAGE * 10_000
        line.charged = charge_of(line.volume, line.rate)
    else:
        base = line.charged - JULY_ADJUSTED[name]
        line.volume = (base * VOLUME * RATE // 100 + line.rate // 2) // line.rate
        line.charged = charge_of(line.volume, line.rate)
    line.source = VolumeSource.AVERAGE


def _adjust(bill: Bill) -> None:
    if bill.month != FORGIVEN_IN:
        return
    line = next(line for line in bill.lines if SOLNECHNY_SERVICES[line.service].method is Method.PENALTY)
    note = "Вы платили вовремя, банк передал платёж с опозданием. Пени отменили."
    for month, amount in PENALTIES.items():
        bill.corrections.append(Correction.between(line.service, month, (amount, 0), AdjustmentReason.ERROR, note))
        line.adjusted -= amount


def _pay(bill: Bill, printed: list[PrintedCharge], seed: int) -> None:
    for line in bill.lines:
        if bill.month == JULY:
            line.paid = line.opening + line.charged + line.adjusted - printed[line.service].opening
        elif bill.month not in LATE:
            line.paid = max(0, line.opening) * PARTLY.get(bill.month, 100) // 100
    amount = sum(line.paid for line in bill.lines)
    if amount:
        paid_on, posted_on = days_of_payment(bill.month, Chance(seed, "551412", "pay", bill.month))
        bill.payments.append(Pay(amount, paid_on, posted_on, bill.month, bill.month.previous, "Сбербанк Онлайн"))


def _august(printed: list[PrintedCharge], july: Bill) -> Bill:
    bill = Bill(AUGUST, RESIDENTS)
    for number, row in enumerate(printed):
        service = SOLNECHNY_SERVICES[number]
        line = Line(number, row.opening, row.charged, row.adjusted, row.shortfall, row.paid)
        line.rate = to_units(row.rate, 6)
        line.volume = to_units(hidden_volume(row.volume, row.rate, row.charged), 7)
        if service.method is Method.METERED:
            line.source = VolumeSource.METER
        elif line.volume:
            line.source = VolumeSource.AREA
        bill.lines.append(line)
        if row.adjusted:
            bill.corrections.append(_correction_of_july(number, row, july.lines[number].charged))
    amount = sum(line.paid for line in bill.lines)
    paid_on = AUGUST.first_day.replace(day=21)
    bill.payments.append(Pay(amount, paid_on, paid_on.replace(day=31), AUGUST, JULY, "Сбербанк Онлайн"))
    return bill


def _correction_of_july(number: int, row: PrintedCharge, base: int) -> Correction:
    reason, note = REASONS[row.service]
    if not base:  # penalties: nothing was charged in July
        return Correction(number, JULY, row.adjusted, reason, note)
    return Correction.between(number, JULY, (base, base + row.adjusted), reason, note)


def _use_of_august(august: Bill) -> dict[str, int]:
    """Share the billed volumes among the scales: the kitchen's as usual, the bathroom's the rest."""
    volumes = {SOLNECHNY_SERVICES[line.service].name: line.volume for line in august.lines}
    hot, water = volumes["Подогрев воды"], volumes["Холодная вода"]
    kitchen = {name: USUAL[name] * 10_000 for name in ("hot kitchen", "cold kitchen")}
    return kitchen | {
        "hot bath": hot - kitchen["hot kitchen"],
        "cold bath": water - hot - kitchen["cold kitchen"],
        "day": volumes["Электроснабжение"],
        "night": volumes["Ночное электроснабжение"],
    }
