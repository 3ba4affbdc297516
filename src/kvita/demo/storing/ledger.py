"""The sheets of what happens every month: accounts, statements, meters, payments."""

import datetime as dt
from typing import Any

from kvita.accounts.models import BillingAccount
from kvita.billing.models import Adjustment, CommonMeterShare, LinePart, Statement, StatementLine
from kvita.demo.storing.sheets import Sheet, write_all
from kvita.housing.models import Premise
from kvita.metering.models import Meter, Reading, Register
from kvita.payments.models import Payment

BALANCE = ("opening", "charged", "adjusted", "shortfall", "paid", "closing")


class Ledger:
    """All sheets of one load, in the order in which they must be written."""

    def __init__(self) -> None:
        self.premises = Sheet(
            Premise,
            ("building_id", "number", "entrance", "floor", "rooms_count", "total_area", "heated_area", "living_area"),
        )
        self.accounts = Sheet(
            BillingAccount,
            (
                "organization_id", "premise_id", "number", "letter_index", "payment_code", "kind", "holder_name",
                "phone", "residents_count", "opened_on", "unified_account_number",
            ),
        )  # fmt: skip
        self.statements = Sheet(
            Statement,
            (
                "period_id", "account_id", "month", *BALANCE, "arrears", "credit", "residents_count", "created_at",
            ),
        )  # fmt: skip
        self.lines = Sheet(
            StatementLine,
            (
                "statement_id", "service_id", "position", "unit", "volume", "rate", "volume_source", "shortfall_days",
                "common_volume", *BALANCE,
            ),
        )  # fmt: skip
        self.parts = Sheet(
            LinePart, ("statement_id", "service_id", "name", "position", "unit", "volume", "rate", "charged")
        )
        self.adjustments = Sheet(
            Adjustment,
            ("statement_id", "service_id", "corrected_month", "amount", "base", "corrected", "reason", "note"),
        )
        self.shares = Sheet(
            CommonMeterShare,
            (
                "statement_id", "service_id", "building_volume", "units_volume", "remainder_volume", "basis_total",
                "basis_share", "share_volume",
            ),
        )  # fmt: skip
        self.meters = Sheet(
            Meter,
            (
                "organization_id", "scope", "account_id", "building_id", "serial_number", "place", "installed_on",
                "verified_on", "verification_due_on", "verification_interval_months",
            ),
        )  # fmt: skip
        self.registers = Sheet(Register, ("meter_id", "service_id", "zone", "digits", "decimals", "name"))
        self.readings = Sheet(
            Reading,
            (
                "register_id", "taken_on", "month", "value", "consumption", "kind", "source", "state", "received_at",
            ),
        )  # fmt: skip
        self.payments = Sheet(
            Payment,
            (
                "account_id", "amount", "paid_on", "posted_on", "accounting_month", "for_month", "place", "source",
                "external_key", "created_at",
            ),
        )  # fmt: skip

    @property
    def sheets(self) -> tuple[Sheet, ...]:
        """Parents before children."""
        return (
            self.premises,
            self.accounts,
            self.statements,
            self.lines,
            self.parts,
            self.adjustments,
            self.shares,
            self.meters,
            self.registers,
            self.readings,
            self.payments,
        )

    def write(self) -> None:
        """Write everything that waits."""
        write_all(self.sheets)

    def write_when_full(self) -> None:
        """Keep the memory bounded: write when one of the sheets has grown long."""
        if any(sheet.is_full for sheet in self.sheets):
            for sheet in self.sheets:
                sheet.write()


def decimal_text(units: int, places: int) -> str:
    """Return whole units of the last decimal as text: `decimal_text(104180000, 7)` is "10.4180000"."""
    sign, digits = ("-" if units < 0 else ""), f"{abs(units):0{places + 1}d}"
    return f"{sign}{digits[:-places]}.{digits[-places:]}"


def day_text(day: dt.date) -> str:
    """Return a day as both databases read it."""
    return day.isoformat()


def balance_columns(parts: Any) -> tuple[int, int, int, int, int, int]:
    """Return the balance columns of something that has them, in kopecks."""
    return (parts.opening, parts.charged, parts.adjusted, parts.shortfall, parts.paid, parts.closing)
