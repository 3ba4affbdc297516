"""Charges of a month: the card that proves the amount, the lines of the bill, the accountant's table."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from kvita.accounts.models import BillingAccount
from kvita.billing.models import Adjustment, CommonMeterShare, Statement, StatementLine
from kvita.billing.selectors import LineWithShare, payable_of
from kvita.calc.balance import credit_balance, standing
from kvita.calc.money import ZERO, Money
from kvita.calc.period import Month
from kvita.calc.rounding import round_half_up
from kvita.web.resident.presenters.change import MonthChange, line_change, month_change
from kvita.web.resident.presenters.explanation import Explanation, explain
from kvita.web.resident.presenters.wording import is_zero, kind_order, service_sign
from kvita.web.ui.formatting import number


@dataclass(frozen=True, slots=True)
class ChargeLine:
    """A line of the bill as the pages print it. `volume` and `rate` are None where nothing was counted by them."""

    row: StatementLine
    name: str
    kind: str
    sign: str
    volume: Decimal | None
    rate: Decimal | None
    unit: str
    note: str
    charged: Money
    adjusted: Money
    paid: Money
    due: Money
    overpaid: Money
    explanation: Explanation
    change: str
    adjustments: Sequence[Adjustment]
    share: CommonMeterShare | None

    @property
    def is_zero(self) -> bool:
        """Whether all the money of the line is zero, so that it may be folded away."""
        return is_zero(self.row)

    @property
    def unexplained(self) -> Money:
        """The part of the recalculation that the organisation gave no reason for."""
        return self.adjusted - Money.total(item.amount for item in self.adjustments)

    @property
    def printed_volume(self) -> str:
        """The consumption with two decimals, as bills print it (S4-15)."""
        return number(round_half_up(self.row.volume))


@dataclass(frozen=True, slots=True)
class MonthCharges:
    """Everything of the charges page that comes from the statement.

    `opening_gap` is what the opening balance differs by from the closing one of the month before: a visible fault.
    """

    statement: Statement
    month: Month
    payable: Money
    lines: tuple[ChargeLine, ...]
    change: MonthChange | None
    is_netted: bool
    opening_gap: Money

    @property
    def counted(self) -> list[ChargeLine]:
        """Lines with money in them, resources first; the table keeps the order of the bill."""
        found = [line for line in self.lines if not line.is_zero]
        return sorted(found, key=lambda line: kind_order(line.row.service.kind))

    @property
    def zero(self) -> list[ChargeLine]:
        """Lines without any money."""
        return [line for line in self.lines if line.is_zero]

    @property
    def overpaid(self) -> list[ChargeLine]:
        """Lines whose credit does not lessen the sum to pay (none where services are netted)."""
        return [] if self.is_netted else [line for line in self.counted if line.overpaid]


def month_charges(
    statement: Statement,
    account: BillingAccount,
    *,
    lines: Sequence[LineWithShare],
    adjustments: Mapping[int, Sequence[Adjustment]],
    earlier: Sequence[LineWithShare] = (),
    earlier_statement: Statement | None = None,
) -> MonthCharges:
    """Put a statement into the words of the page; `earlier` are the lines of the month before, to compare with."""
    month = Month.of(statement.month)
    before = Month.of(earlier_statement.month) if earlier_statement is not None else month
    was = {item.line.service_id: item.line for item in earlier}
    netting = account.organization.settings.netting_between_services
    return MonthCharges(
        statement=statement,
        month=month,
        payable=payable_of(account, statement),
        lines=tuple(
            _line(item, statement, account, adjustments, line_change(item.line, was.get(item.line.service_id), before))
            for item in lines
        ),
        change=month_change([item.line for item in lines], list(was.values()), before),
        is_netted=netting,
        opening_gap=statement.opening - earlier_statement.closing if earlier_statement is not None else ZERO,
    )


def _line(
    item: LineWithShare,
    statement: Statement,
    account: BillingAccount,
    adjustments: Mapping[int, Sequence[Adjustment]],
    change: str,
) -> ChargeLine:
    row = item.line
    kind, sign = service_sign(row.service.kind)
    counted = bool(row.charged and row.volume and row.rate)
    netting = account.organization.settings.netting_between_services
    return ChargeLine(
        row=row,
        name=row.service.name,
        kind=kind,
        sign=sign,
        volume=row.volume if counted else None,
        rate=row.rate if counted else None,
        unit=row.unit,
        note="" if counted or not row.charged else "сумма от организации",
        charged=row.charged,
        adjusted=row.adjusted,
        paid=row.paid,
        due=standing(row.closing, netting=netting),
        overpaid=ZERO if netting else credit_balance([row.closing]),
        explanation=explain(row, statement, total_area=account.premise.total_area),
        change=change,
        adjustments=adjustments.get(row.service_id, ()),
        share=item.share,
    )
