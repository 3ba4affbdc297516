"""From the story of a house to rows."""

import datetime as dt

from kvita.demo.life.bill import Bill, Line, Pay, Read
from kvita.demo.life.meters import MeterCard
from kvita.demo.life.organization import AccountStory, HouseStory
from kvita.demo.plans.plan import Method
from kvita.demo.storing.ledger import Ledger, balance_columns, day_text, decimal_text
from kvita.demo.storing.reference import StoredOrganization, store_building
from kvita.demo.storing.sheets import stamp
from kvita.exchange.kinds.payments import PaymentRow
from kvita.metering.enums import MeterScope, ReadingKind, ReadingSource, ReadingState, RegisterZone
from kvita.payments.enums import PaymentSource
from kvita.tariffs.enums import ServiceKind

NOON = dt.time(9)


class StoryWriter:
    """Puts the stories of one organisation on the sheets.

    `periods` maps the first day of a month to its id; no row says that it was stored later than at `now`.
    """

    def __init__(
        self, ledger: Ledger, organization: StoredOrganization, periods: dict[dt.date, int], now: dt.datetime
    ) -> None:
        self.ledger = ledger
        self.organization = organization
        self.periods = periods
        self.now = now
        self.account_ids: dict[str, int] = {}
        self._register_services = _register_services(organization)
        self._register_names = _register_names(organization)

    def write_house(self, story: HouseStory) -> None:
        """Put down a house with all its accounts."""
        building = store_building(self.organization, story.house)
        for account in story.accounts:
            self.write_account(building.pk, story, account)
            self.ledger.write_when_full()
        if story.common:
            self._write_building_meter(building.pk, story)

    def write_account(self, building_id: int, story: HouseStory, account: AccountStory) -> None:
        """Put down an account with its flat, bills, meters and payments."""
        plan, household, flat = self.organization.plan, account.household, account.household.flat
        area = decimal_text(flat.area, 2)
        premise_id = self.ledger.premises.add(
            building_id,
            str(flat.number),
            str(flat.entrance),
            flat.floor,
            flat.rooms,
            area,
            area,
            decimal_text(flat.living_area, 2),
        )
        account_id = self.ledger.accounts.add(
            self.organization.row.pk,
            premise_id,
            household.number,
            plan.letter_index,
            household.number,
            plan.account_kind.value,
            household.holder.full_name,
            household.phone,
            household.residents,
            day_text(dt.date(story.house.plan.built + 1, 3, 1)),
            None,
        )
        self.account_ids[household.number] = account_id
        for bill in account.bills:
            self.write_bill(account_id, bill)
        registers = [self._write_meter(account_id, card) for card in household.meters]
        for read in account.first_reads:
            self._write_read(registers, read)
        for bill in account.bills:
            for read in bill.reads:
                self._write_read(registers, read)
        for read in account.new_reads:
            self._write_read(registers, read)
        for payment in [*(pay for bill in account.bills for pay in bill.payments), *account.new_payments]:
            self.write_payment(account_id, payment)

    def write_bill(self, account_id: int, bill: Bill) -> None:
        """Put down a statement with its lines, recalculations and shares."""
        columns = [balance_columns(line) for line in bill.lines]
        total = [sum(column) for column in zip(*columns, strict=True)]
        arrears = bill.arrears
        made_at = dt.datetime.combine(bill.month.next.first_day, dt.time(15), dt.UTC)
        statement_id = self.ledger.statements.add(
            self.periods[bill.month.first_day],
            account_id,
            day_text(bill.month.first_day),
            *total,
            arrears,
            arrears - bill.closing,
            bill.residents,
            stamp(min(made_at, self.now)),
        )
        for line, balance in zip(bill.lines, columns, strict=True):
            self._write_line(statement_id, line, balance)
        for correction in bill.corrections:
            self.ledger.adjustments.add(
                statement_id,
                self.organization.service_ids[correction.service],
                day_text(correction.month.first_day),
                correction.amount,
                correction.base,
                correction.corrected,
                correction.reason.value,
                correction.note,
            )
        for share in bill.shares:
            self.ledger.shares.add(
                statement_id,
                self.organization.service_ids[share.service],
                decimal_text(share.building, 7),
                decimal_text(share.units, 7),
                decimal_text(share.remainder, 7),
                decimal_text(share.basis_total, 2),
                decimal_text(share.basis_share, 2),
                decimal_text(share.share, 7),
            )

    def write_payment(self, account_id: int, payment: Pay) -> None:
        """Put down money received."""
        row = PaymentRow(
            0, account_id, payment.amount, payment.paid_on, payment.posted_on, payment.accounting_month.first_day,
            payment.for_month.first_day, payment.place,
        )  # fmt: skip
        self.ledger.payments.add(
            account_id,
            payment.amount,
            day_text(payment.paid_on),
            day_text(payment.posted_on),
            day_text(payment.accounting_month.first_day),
            day_text(payment.for_month.first_day),
            payment.place,
            PaymentSource.FILE.value,
            row.key(1),  # as the import names it, so that the same payments in a file are known
            self._noon_of(payment.posted_on),
        )

    def _write_line(self, statement_id: int, line: Line, balance: tuple[int, ...]) -> None:
        days = decimal_text(line.shortfall_hours * 100 // 24, 2) if line.shortfall_hours else None
        plan, service_id = self.organization.plan.services[line.service], self.organization.service_ids[line.service]
        volume = decimal_text(line.volume, 7)
        self.ledger.lines.add(
            statement_id,
            service_id,
            (line.service + 1) * 10,
            plan.unit,
            volume,
            decimal_text(line.rate, 6),
            line.source.value,
            days,
            volume if plan.method is Method.COMMON else None,
            *balance,
        )
        for position, (part, made) in enumerate(zip(plan.parts, line.parts, strict=bool(line.parts)), start=1):
            self.ledger.parts.add(
                statement_id,
                service_id,
                part.name,
                position,
                part.unit,
                decimal_text(made.volume, 7),
                decimal_text(made.rate, 6),
                made.charged,
            )

    def _write_meter(self, account_id: int, card: MeterCard) -> list[int]:
        meter_id = self.ledger.meters.add(
            self.organization.row.pk,
            MeterScope.UNIT.value,
            account_id,
            None,
            card.serial,
            card.place,
            day_text(card.installed_on),
            day_text(card.verified_on),
            day_text(card.verification_due_on),
            card.interval_months,
        )
        two = len(card.scales) > 1
        return [
            self.ledger.registers.add(
                meter_id,
                self._register_services[scale.resource],
                _zone(scale.resource, two_tariff=two),
                scale.digits,
                scale.decimals,
                self._register_names.get(scale.resource, ""),
            )
            for scale in card.scales
        ]

    def _write_read(self, registers: list[list[int]], read: Read) -> None:
        self.ledger.readings.add(
            registers[read.meter][read.scale],
            day_text(read.taken_on),
            day_text(read.month.first_day),
            decimal_text(read.value, 3),
            decimal_text(read.consumption, 3),
            read.kind.value,
            read.source.value,
            read.state.value,
            self._noon_of(read.taken_on),
        )

    def _noon_of(self, day: dt.date) -> str:
        return stamp(min(dt.datetime.combine(day, NOON, dt.UTC), self.now))

    def _write_building_meter(self, building_id: int, story: HouseStory) -> None:
        plan = story.house.plan
        installed = dt.date(2022, 6, 15)
        meter_id = self.ledger.meters.add(
            self.organization.row.pk,
            MeterScope.BUILDING.value,
            None,
            building_id,
            f"0{plan.built}{len(story.accounts):04d}",
            "щитовая",
            day_text(installed),
            day_text(installed),
            day_text(installed.replace(year=2032)),
            120,
        )
        register_id = self.ledger.registers.add(
            meter_id, self._register_services["common"], RegisterZone.SINGLE.value, 7, 1, ""
        )
        value = 1_204_310 * 10**7
        for month, volume in story.common:
            value += volume
            self.ledger.readings.add(
                register_id,
                day_text(month.last_day),
                day_text(month.first_day),
                decimal_text(value, 7),
                decimal_text(volume, 7),
                ReadingKind.ACTUAL.value,
                ReadingSource.CONTROLLER.value,
                ReadingState.COUNTED.value,
                self._noon_of(month.last_day),
            )


def _register_services(organization: StoredOrganization) -> dict[str, int]:
    """Map a resource to the service of its scales: the first that counts it alone, else the last that counts it."""
    found: dict[str, int] = {}
    pairs = list(zip(organization.plan.services, organization.service_ids, strict=True))
    for service, service_id in pairs:
        names = ("common",) if service.method is Method.COMMON else service.resources
        found |= dict.fromkeys(names, service_id)
    for service, service_id in reversed(pairs):
        if len(service.resources) == 1:
            found[service.resources[0]] = service_id
    return found


def _register_names(organization: StoredOrganization) -> dict[str, str]:
    """Name the scales whose service says nothing of what they count: hot water where only drainage is charged by it."""
    by_id = dict(zip(organization.service_ids, organization.plan.services, strict=True))
    service = by_id.get(_register_services(organization).get("hot", 0))
    return {"hot": "Горячая вода"} if service is not None and service.kind is ServiceKind.DRAINAGE else {}


def _zone(resource: str, *, two_tariff: bool) -> str:
    if not two_tariff:
        return RegisterZone.SINGLE.value
    return (RegisterZone.NIGHT if resource == "night" else RegisterZone.DAY).value
