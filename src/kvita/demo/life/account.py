"""The life of one account: uses, is charged, pays, month after month."""

from dataclasses import dataclass, field

from kvita.billing.enums import VolumeSource
from kvita.calc.period import Month
from kvita.demo.chance import Chance
from kvita.demo.life.bill import VOLUME, Bill, Correction, Line, Pay, Share, charge_of, parts_of
from kvita.demo.life.corrections import correct_estimate, other_correction
from kvita.demo.life.homes import Household
from kvita.demo.life.paying import amount_paid, days_of_payment, lay_out
from kvita.demo.life.reading import MonthOfUse, read_month
from kvita.demo.plans.plan import Method, ServicePlan


@dataclass(frozen=True, slots=True)
class Terms:
    """What is the same for all accounts of an organisation in a month. Rates in 0.000001 of a rouble."""

    month: Month
    services: tuple[ServicePlan, ...]
    factors: tuple[int, ...]
    rates: tuple[int, ...]
    parts: tuple[tuple[tuple[int, int], ...], ...]  # of each service: how much a unit takes of a component, its rate
    heat_norm: int
    netting: bool
    places: tuple[str, ...]
    window: tuple[int, int]


@dataclass(frozen=True, slots=True)
class HouseMonth:
    """What happened to the house: hours without heating over the allowed, and the common meter by service."""

    heating_hours_off: int
    shares: dict[int, tuple[int, int, int]]  # service: building volume, volume of the flats, remainder
    flats_area: int


@dataclass(slots=True)
class AccountLife:
    """State carried from month to month."""

    household: Household
    seed: int
    owner: str
    present: tuple[int, ...]  # numbers of the services that this house has
    closings: dict[int, int] = field(default_factory=dict)
    peaks: dict[int, int] = field(default_factory=dict)
    last: Bill | None = None
    use: MonthOfUse = field(default_factory=MonthOfUse)

    def dice(self, month: Month, what: str) -> Chance:
        """Return the dice of one month and one subject."""
        return Chance(self.seed, self.owner, self.household.number, month, what)

    def consume(self, terms: Terms) -> MonthOfUse:
        """Use what a month takes and read the meters."""
        chance = self.dice(terms.month, "use")
        self.use = read_month(self.household, self.use, terms.month, terms.window, chance)
        return self.use

    def bill(self, terms: Terms, house: HouseMonth) -> Bill:
        """Make the bill of the month from what `consume` used, and pay the one before."""
        chance = self.dice(terms.month, "bill")
        bill = Bill(terms.month, self.household.residents, reads=self.use.reads)
        self._add_lines(bill, terms, house)
        self._correct(bill, terms, chance)
        self._pay(bill, terms, chance)
        self.closings = {line.service: line.closing for line in bill.lines}
        for line in bill.lines:
            self.peaks[line.service] = max(line.charged, self.peaks.get(line.service, 0) * 9 // 10)
        self.last = bill
        return bill

    def pay_ahead_of_bill(self, terms: Terms) -> Pay | None:
        """Return what is paid in a month that has no bill yet, for the bill before."""
        return self._payment(terms, self.dice(terms.month, "bill"))

    def _add_lines(self, bill: Bill, terms: Terms, house: HouseMonth) -> None:
        for number in self.present:
            service = terms.services[number]
            line = Line(number, self.closings.get(number, 0))
            if service.method is Method.PENALTY:
                line.charged = self._penalty()
            else:
                line.volume, line.source = self._volume(service, number, terms, house, bill)
                line.rate = _rate(service, number, terms)
                line.charged = charge_of(line.volume, line.rate)
            if service.parts:
                line.parts = parts_of(line.volume, terms.parts[number])
                line.charged = sum(part.charged for part in line.parts)
            if house.heating_hours_off and service.method in (Method.HEATING, Method.HEATING_BY_AREA):
                # 0.15 % for each hour over the allowed, rounded once.
                line.shortfall = min(line.charged, (line.charged * 15 * house.heating_hours_off + 5000) // 10_000)
                line.shortfall_hours = house.heating_hours_off if line.shortfall else 0
            bill.lines.append(line)

    def _volume(
        self, service: ServicePlan, number: int, terms: Terms, house: HouseMonth, bill: Bill
    ) -> tuple[int, VolumeSource]:
        area, persons, factor = self.household.flat.area, self.household.residents, terms.factors[number]
        match service.method:
            case Method.AREA | Method.HEATING_BY_AREA:
                found = area * VOLUME // 100, VolumeSource.AREA
            case Method.HEATING:
                found = area * terms.heat_norm * 10, VolumeSource.BUILDING_METER
            case Method.PERSONS:
                found = persons * factor, VolumeSource.NORM
            case Method.FIXED:
                found = VOLUME, VolumeSource.CONTRACT
            case Method.COMMON:
                share = _share(number, house, area)
                bill.shares.append(share)
                found = share.share, VolumeSource.BUILDING_METER
            case Method.METERED | Method.HEAT_FOR_WATER:
                found = self._metered(service, factor, persons)
            case _:  # penalties, and what is never charged
                found = 0, VolumeSource.UNKNOWN
        return found

    def _metered(self, service: ServicePlan, factor: int, persons: int) -> tuple[int, VolumeSource]:
        known = [self.use.counted[resource] for resource in service.resources if resource in self.use.counted]
        estimated = self.use.is_estimated and bool({"cold", "hot"} & set(service.resources))
        source = VolumeSource.AVERAGE if estimated else VolumeSource.METER
        if service.method is Method.METERED:
            if known:
                return sum(known) * 10_000, source
            return persons * factor, VolumeSource.NORM
        if known:
            return sum(known) * factor // 1000, source  # factor has 7 digits, readings have 3
        return persons * 3 * factor, VolumeSource.NORM

    def _penalty(self) -> int:
        """30 days at 1/300 of 9.5 % a day on the debt that is older than a month."""
        if self.last is None:
            return 0
        old = self.last.closing - sum(line.charged for line in self.last.lines)
        return max(0, old) * 95 * 30 // (300 * 1000)

    def _correct(self, bill: Bill, terms: Terms, chance: Chance) -> None:
        if self.last is None or self.last.month != bill.month.previous:
            return
        found: list[Correction] = []
        if self.use.overestimated:
            found = correct_estimate(self.last, self.use.overestimated, terms.services, terms.factors, terms.parts)
        elif chance.percent(2):
            found = other_correction(self.last, terms.services, chance)
        lines = {line.service: line for line in bill.lines}
        for correction in found:
            lines[correction.service].adjusted += correction.amount
            bill.corrections.append(correction)

    def _pay(self, bill: Bill, terms: Terms, chance: Chance) -> None:
        payment = self._payment(terms, chance)
        if payment is None:
            return
        closings = [self.closings.get(line.service, 0) for line in bill.lines]
        usual = [self.peaks.get(line.service, 0) for line in bill.lines]
        for line, part in zip(bill.lines, lay_out(payment.amount, closings, usual), strict=True):
            line.paid = part
        bill.payments.append(payment)

    def _payment(self, terms: Terms, chance: Chance) -> Pay | None:
        if self.last is None:
            return None
        amount = amount_paid(
            self.household.payer,
            list(self.closings.values()),
            sum(self.peaks.values()),
            month=terms.month,
            netting=terms.netting,
            chance=chance,
        )
        if amount <= 0:
            return None
        paid_on, posted_on = days_of_payment(terms.month, chance)
        return Pay(amount, paid_on, posted_on, terms.month, terms.month.previous, chance.one_of(terms.places))


def _rate(service: ServicePlan, number: int, terms: Terms) -> int:
    """Return the rate; heat priced by the square meter costs what the month's norm makes it, to the kopeck."""
    rate = terms.rates[number]
    if service.method is Method.HEATING_BY_AREA:
        return (rate * terms.heat_norm // 10_000 + 5000) // 10_000 * 10_000
    return rate


def _share(number: int, house: HouseMonth, area: int) -> Share:
    building, units, remainder = house.shares[number]
    share = (remainder * area * 2 + house.flats_area) // (house.flats_area * 2)
    return Share(number, building, units, remainder, house.flats_area, area, share)
