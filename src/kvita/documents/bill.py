"""What a printed bill (квитанция, платёжный документ) holds, as plain values.

The six sections follow the sample form of приказ Минстроя 43/пр as far as it is known from the
annotations of the GIS ZhKH schemas. Whoever knows statements builds a `BillDocument`; `rendering` turns
it into PDF. Nothing here reads a table, a clock or a setting.

Rules of the values:

* text is plain text, of any length and with any characters; an empty string means "not known" and is
  left out of the print;
* `None` means "no figure" and is printed as a dash; a cell that cannot have a figure at all is named in
  `ChargeLine.not_applicable` and is printed as a cross;
* an empty tuple leaves its whole section out;
* volumes, readings and rates are printed without trailing zeros (rates with at least two decimals), volumes and
  readings with no more decimals than their unit is shown with;
* letters that the typeface lacks (emoji, other scripts) are printed as «?», controls as spaces.
"""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum

from kvita.calc.money import Money
from kvita.calc.period import Month


class Column(StrEnum):
    """Figures of a charge line whose cell may be crossed out as not applicable."""

    VOLUME = "volume"
    COMMON_VOLUME = "common_volume"
    RATE = "rate"
    CHARGED = "charged"
    ADJUSTED = "adjusted"
    BENEFIT = "benefit"
    SHORTFALL = "shortfall"
    OPENING = "opening"
    PAID = "paid"
    WITHIN_NORM = "within_norm"
    PAYABLE = "payable"


@dataclass(frozen=True, slots=True, kw_only=True)
class Executor:
    """Who provides the services and issues the bill (исполнитель услуг), section 1."""

    name: str
    inn: str = ""
    ogrn: str = ""
    phones: tuple[str, ...] = ()
    """Each as it is to be read, with hours if wished: «8 (843) 222-77-00, пн–пт 8:00–17:00»."""
    email: str = ""
    site: str = ""
    address: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class BilledPremise:
    """The premise charged for, section 1. Areas in m²."""

    address: str
    """Whole postal address with the flat."""
    resident_count: int | None = None
    """People charged for; 0 is a known zero."""
    total_area: Decimal | None = None
    living_area: Decimal | None = None
    heated_area: Decimal | None = None
    building_area: Decimal | None = None
    building_heated_area: Decimal | None = None
    building_common_area: Decimal | None = None
    """Common parts of the building (площадь МОП)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MeterReadingLine:
    """One register of a unit meter (показания ИПУ), section 2."""

    service: str
    """What is measured, as the resident knows it: «Электричество, день»."""
    serial: str
    """Serial number exactly as on the meter, with letters and leading zeros."""
    place: str = ""
    previous: Decimal | None = None
    previous_on: date | None = None
    current: Decimal | None = None
    current_on: date | None = None
    consumption: Decimal | None = None
    unit: str = ""
    note: str = ""
    """How the value came about, when not read: «по среднему»."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ChargeLine:
    """One service of the calculation, section 3.

    Signs: `shortfall`, `benefit` and `paid` are positive when they lower the balance;
    `closing = opening + charged + adjusted - shortfall - paid`. Opening and closing are positive when
    the resident owes.
    """

    name: str
    group: str = ""
    """Heading over neighbouring lines with the same group: «Жилищные услуги»."""
    volume: Decimal | None = None
    common_volume: Decimal | None = None
    """Part of `volume` used for the common property (КР на СОИ)."""
    unit: str = ""
    rate: Decimal | None = None
    """Rubles a unit."""
    charged: Money | None = None
    """By tariff, before adjustments and benefits."""
    adjusted: Money | None = None
    benefit: Money | None = None
    """Benefits and subsidies (льготы, субсидии), positive when they lower the sum. For print only: the
    balance holds them inside `adjusted`."""
    shortfall_days: Decimal | None = None
    shortfall: Money | None = None
    opening: Money | None = None
    paid: Money | None = None
    closing: Money | None = None
    payable: Money | None = None
    within_norm: Money | None = None
    """Cost within the social norm (в пределах соц. норматива)."""
    multiplier: Decimal | None = None
    """No-meter multiplier (повышающий коэффициент), when it is not 1."""
    excess: Money | None = None
    """What the multiplier added to `charged`; printed beside it."""
    note: str = ""
    parts: tuple["ChargeLine", ...] = ()
    """Sub-lines «в т.ч.»; their own parts are not printed. They are inside the figures of this line."""
    not_applicable: frozenset[Column] = frozenset()

    @property
    def is_idle(self) -> bool:
        """True when no sum stands on the line: such services are folded into one sentence."""
        moved = self.charged or self.adjusted or self.benefit or self.shortfall or self.paid or self.excess
        stands = self.opening or self.closing or self.payable or self.within_norm
        return not (moved or stands) and all(part.is_idle for part in self.parts)


@dataclass(frozen=True, slots=True, kw_only=True)
class BillTotals:
    """Sums over all lines, signs as in `ChargeLine`."""

    charged: Money
    adjusted: Money
    shortfall: Money
    opening: Money
    paid: Money
    closing: Money
    payable: Money
    """What is asked for. Above `closing` by the overpaid lines where the organization does not offset
    them; the bill then says so in words."""
    benefit: Money | None = None
    within_norm: Money | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReferenceLine:
    """Reference information about one service, section 4."""

    service: str
    unit: str = ""
    norm: Decimal | None = None
    """Consumption norm of the premise, a person or m² as the unit of the norm says."""
    common_norm: Decimal | None = None
    """Norm of the common property."""
    building_previous: Decimal | None = None
    building_current: Decimal | None = None
    """Readings of the building meter (ОДПУ)."""
    premises_volume: Decimal | None = None
    """Used in all premises of the building."""
    common_volume: Decimal | None = None
    """Used for the common property of the building."""
    account_share: Decimal | None = None
    """Part of `common_volume` that falls on this account."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentPlanLine:
    """Payment by instalments (рассрочка), section 5."""

    service: str
    current: Money | None = None
    """Instalment of this month's charge."""
    past: Money | None = None
    """Instalments of earlier months."""
    interest_percent: Decimal | None = None
    interest: Money | None = None
    payable: Money


@dataclass(frozen=True, slots=True, kw_only=True)
class AdjustmentLine:
    """One adjustment (перерасчёт) with its reason, section 6."""

    service: str
    amount: Money
    reason: str = ""
    period: Month | None = None
    """The month that is corrected."""
    base: Money | None = None
    corrected: Money | None = None
    """Charge of that month before and after."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Payee:
    """Where the money goes (платёжные реквизиты)."""

    name: str
    inn: str = ""
    kpp: str = ""
    bank_account: str = ""
    bank_name: str = ""
    bic: str = ""
    correspondent_account: str = ""
    payment_code: str = ""
    """Code to name when paying this payee, if it differs from the bill's."""
    amount: Money | None = None
    """This payee's part of the sum; needed when there are several."""
    qr: bytes = b""
    """Payment QR of GOST R 56042 (`kvita.calc` writes it). The first payee's is printed large on top."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BillFooter:
    """Help at the foot of the bill; each text is a sentence or two."""

    how_to_pay: str = ""
    readings_window: str = ""
    """«Передавайте показания с 10 по 25 число.»"""
    emergency: str = ""
    """Phone of the emergency desk with hours."""
    additional: str = ""
    """Further information (≤ 1000 characters in the form)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BillDocument:
    """A whole bill of one account for one month."""

    period: Month
    account_number: str
    """With the letter index, as residents write it: «551412-А»."""
    payment_code: str
    payer: str
    premise: BilledPremise
    executor: Executor
    lines: tuple[ChargeLine, ...]
    totals: BillTotals
    created_on: date
    """Day the bill was made: the only date that goes into the file's own data, never the clock."""
    pay_by: date | None = None
    valid_until: date | None = None
    document_number: str = ""
    unified_account_number: str = ""
    """ЕЛС of GIS ZhKH."""
    housing_service_id: str = ""
    """ИЖКУ of GIS ZhKH."""
    last_paid_on: date | None = None
    payments_counted_until: date | None = None
    """Payments received up to this day are in `totals.paid`."""
    readings: tuple[MeterReadingLine, ...] = ()
    reference: tuple[ReferenceLine, ...] = ()
    limit_index: Decimal | None = None
    """Limit on the growth of communal charges in the municipality, percent."""
    payment_plan: tuple[PaymentPlanLine, ...] = ()
    adjustments: tuple[AdjustmentLine, ...] = ()
    payees: tuple[Payee, ...] = ()
    footer: BillFooter = field(default_factory=BillFooter)
    version: int = 1
    """Above 1 the bill says that it is a corrected one."""
    is_draft: bool = False
    """Preview for the staff: marked on every page as not to be paid."""
    cross: str = "×"
    """What stands in a cell that can have no figure: «×», «XXXXXX»."""
