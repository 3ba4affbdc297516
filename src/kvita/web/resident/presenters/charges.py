"""Charges of a month: the card that proves the amount, the lines of the bill, the accountant's table."""

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from types import MappingProxyType
from typing import Final

from kvita.accounts.models import BillingAccount
from kvita.billing.documents import bill_valid_until, said_by_parts, say_shortfall
from kvita.billing.models import Adjustment, CommonMeterShare, LinePart, Statement, StatementLine
from kvita.billing.selectors import LineWithShare, MeteredVolume, credit_of, payable_of
from kvita.calc.balance import credit_balance, standing
from kvita.calc.money import ZERO, Money
from kvita.calc.period import Month
from kvita.calc.rounding import EXACT, round_half_up
from kvita.core.wording import plural
from kvita.web.resident.presenters.change import MonthChange, line_change, month_change
from kvita.web.resident.presenters.explanation import Explanation, explain
from kvita.web.resident.presenters.wording import is_zero, kind_order, names_month, service_sign
from kvita.web.ui.formatting import NBSP, money, month_name, number, rate, short_volume, unit, volume

OLD_DEBT: Final = "долг за прошлые месяцы"


@dataclass(frozen=True, slots=True)
class LinePartWords:
    """A component of a line («в т. ч.») as the pages print it; it has no balance of its own."""

    row: LinePart
    formula: str

    @property
    def lowered(self) -> Money:
        """The shortfall as a movement of the sum: never above zero."""
        return -self.row.shortfall

    @property
    def printed_volume(self) -> str:
        """The consumption as the table prints that of lines."""
        return number(round_half_up(self.row.volume))


@dataclass(frozen=True, slots=True)
class ChargeLine:
    """A line of the bill as the pages print it. `volume` and `rate` are None where nothing was counted by them.

    `carried` is what earlier months have left over after what was paid: debt above zero, credit below it. So
    `due − overpaid = charged + adjusted − shortfall + carried`: everything that is in the sum has its name.
    `is_settled`: money that came after the statement has paid the line.
    """

    row: StatementLine
    name: str
    kind: str
    sign: str
    volume: Decimal | None
    rate: Decimal | None
    unit: str
    note: str
    formula: str
    charged: Money
    adjusted: Money
    paid: Money
    carried: Money
    carried_word: str
    due: Money
    overpaid: Money
    explanation: Explanation
    change: str
    adjustments: Sequence[Adjustment]
    share: CommonMeterShare | None
    parts: tuple[LinePartWords, ...] = ()
    is_settled: bool = False

    @property
    def is_crossed(self) -> dict[str, bool]:
        """Which figures of the line stand in its components instead: `volume`, `rate`."""
        return {column.value: True for column in said_by_parts(self.row, [part.row for part in self.parts])}

    @property
    def parts_sum(self) -> Money:
        """What the components are charged together."""
        return Money.total(part.row.charged for part in self.parts)

    @property
    def parts_gap(self) -> Money:
        """By how much the line is charged more than its components: a visible fault."""
        return self.charged - self.parts_sum if self.parts else ZERO

    @property
    def is_zero(self) -> bool:
        """Whether all the money of the line is zero, so that it may be folded away."""
        return is_zero(self.row)

    @property
    def lowered(self) -> Money:
        """The shortfall as a movement of the sum: never above zero."""
        return -self.row.shortfall

    @property
    def credit(self) -> Money:
        """What a netted service lends to others, as a positive amount."""
        return max(ZERO, -self.due)

    @property
    def shortfall_words(self) -> str:
        """Why the charge is lower; empty where it is not."""
        return say_shortfall(self.row) if self.row.shortfall else ""

    @property
    def told(self) -> list[tuple[Adjustment, bool]]:
        """The recalculations, each with whether its month is still to be said: most reasons name it themselves."""
        return [(item, not names_month(item.note, item.corrected_month)) for item in self.adjustments]

    @property
    def unexplained(self) -> Money:
        """The part of the recalculation that the organisation gave no reason for."""
        return self.adjusted - Money.total(item.amount for item in self.adjustments)

    @property
    def printed_volume(self) -> str:
        """The consumption with two decimals, as bills print it."""
        return number(round_half_up(self.row.volume))

    @property
    def printed_common_volume(self) -> str:
        """The part of it that went into the common property (СОИ); empty where the bill does not say."""
        return number(round_half_up(self.row.common_volume)) if self.row.common_volume is not None else ""


@dataclass(frozen=True, slots=True)
class MonthCharges:
    """Everything of the charges page that comes from the statement.

    `opening_gap` is what the opening balance differs by from the closing one of the month before: a visible fault.
    `valid_until` is the last day on which the bill holds, where it has one. `credit` is what a netted statement says
    was overpaid: the column «К оплате» sums up to `payable − credit`.
    """

    statement: Statement
    month: Month
    payable: Money
    lines: tuple[ChargeLine, ...]
    change: MonthChange | None
    is_netted: bool
    opening_gap: Money
    valid_until: dt.date | None = None
    credit: Money = ZERO

    @property
    def due(self) -> Money:
        """The sum of the column «К оплате»: below zero where a netted statement says that it was overpaid."""
        return self.payable - self.credit

    def settled(self, keys: Collection[int]) -> "MonthCharges":
        """Return the charges with the lines of these keys marked as paid since the statement."""
        lines = [replace(line, is_settled=True) if line.row.pk in keys else line for line in self.lines]
        return replace(self, lines=tuple(lines))

    @property
    def lowered(self) -> Money:
        """All shortfalls as a movement of the sum: never above zero."""
        return -self.statement.shortfall

    @property
    def counted(self) -> list[ChargeLine]:
        """Lines with money in them, resources first; the table keeps the order of the bill."""
        found = [line for line in self.lines if not line.is_zero]
        return sorted(found, key=lambda line: kind_order(line.row.service.kind))

    @property
    def has_common_volume(self) -> bool:
        """Whether any line says what went into the common property, so that the table has a column of it."""
        return any(line.row.common_volume is not None for line in self.lines)

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
    metered: Mapping[int, MeteredVolume] = MappingProxyType({}),
    today: dt.date | None = None,
) -> MonthCharges:
    """Put a statement into the words of the page; `earlier` are the lines of the month before, to compare with.

    `metered` are the meters behind the volumes, by service. What was left of the month before is a debt once its day
    to pay has passed by `today`.
    """
    month = Month.of(statement.month)
    before = Month.of(earlier_statement.month) if earlier_statement is not None else month
    was = {item.line.service_id: item.line for item in earlier}
    is_ahead = earlier_statement is not None and today is not None and earlier_statement.period.pay_by >= today
    carried_word = "осталось с прошлого месяца" if is_ahead else OLD_DEBT
    netting = account.organization.settings.netting_between_services
    around = _Around(statement, account, adjustments, metered, carried_word)
    return MonthCharges(
        statement=statement,
        month=month,
        payable=payable_of(account, statement),
        lines=tuple(
            _line(
                item,
                replace(
                    around, carried_word=_carried_word(carried_word, item.line, was.get(item.line.service_id), before)
                ),
                line_change(item.line, was.get(item.line.service_id), before),
            )
            for item in lines
        ),
        change=month_change([item.line for item in lines], list(was.values()), before),
        is_netted=netting,
        opening_gap=statement.opening - earlier_statement.closing if earlier_statement is not None else ZERO,
        valid_until=bill_valid_until(account, statement),
        credit=credit_of(account, statement),
    )


def _carried_word(usual: str, line: StatementLine, was: StatementLine | None, before: Month) -> str:
    """Return «долг за октябрь» where all that is carried over is surely of the month before.

    Money pays the oldest debt first, so what is left is of that month as long as it is not more than its charge.
    """
    if was is None or usual != OLD_DEBT or line.opening != was.closing:
        return usual
    is_of_it = line.opening - line.paid <= was.charged + was.adjusted - was.shortfall
    return f"долг за {month_name(before)}" if is_of_it else usual


@dataclass(frozen=True, slots=True)
class _Around:
    """What all lines of a statement have in common."""

    statement: Statement
    account: BillingAccount
    adjustments: Mapping[int, Sequence[Adjustment]]
    metered: Mapping[int, MeteredVolume]
    carried_word: str


def _line(item: LineWithShare, around: _Around, change: str) -> ChargeLine:
    row = item.line
    kind, sign = service_sign(row.service.kind)
    counted = bool(row.charged and row.volume and row.rate)
    account = around.account
    netting = account.organization.settings.netting_between_services
    return ChargeLine(
        row=row,
        name=row.service.name,
        kind=kind,
        sign=sign,
        volume=row.volume if counted else None,
        rate=row.rate if counted else None,
        unit=row.unit,
        note="" if counted or not row.charged else _uncounted(item.parts),
        formula=_formula(row, short_volume(row.volume, row.unit)) if counted else "",
        charged=row.charged,
        adjusted=row.adjusted,
        paid=row.paid,
        carried=row.opening - row.paid,
        carried_word=around.carried_word,
        due=standing(row.closing, netting=netting),
        overpaid=ZERO if netting else credit_balance([row.closing]),
        explanation=explain(
            row,
            around.statement,
            total_area=account.premise.total_area,
            metered=around.metered.get(row.service_id),
            has_parts=bool(item.parts),
        ),
        change=change,
        adjustments=around.adjustments.get(row.service_id, ()),
        share=item.share,
        parts=tuple(
            LinePartWords(part, _formula(part, part.volume) if part.volume and part.rate else "") for part in item.parts
        ),
    )


def _uncounted(parts: Sequence[LinePart]) -> str:
    """Say where a sum without volume and rate comes from."""
    if not parts:
        return "сумма от организации"
    return f"из {len(parts)} {plural(len(parts), 'составляющей', 'составляющих', 'составляющих')}"


def _formula(row: StatementLine | LinePart, shown: Decimal) -> str:
    """Return «8,001 м³ × 18,84 ₽ = 150,74 ₽»; ≈ where the digits shown do not make the sum, the opened line has all."""
    is_exact = Money.rounded(EXACT.multiply(shown, row.rate)) == row.charged
    quantity = f"{volume(shown)}{NBSP}{unit(row.unit)}".rstrip(NBSP)
    return f"{quantity} × {rate(row.rate)}{NBSP}₽ {'=' if is_exact else '≈'} {money(row.charged)}"
