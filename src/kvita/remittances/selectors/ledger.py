"""The identity of all money: what accounts were credited with is what banks and files brought, to the kopeck."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Final

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Sum

from kvita.calc.money import ZERO, Money
from kvita.exchange.enums import BatchState
from kvita.exchange.models import ImportedRange
from kvita.payments.enums import AttemptState, PaymentSource, PaymentState, RefundState
from kvita.payments.models import Payment, PaymentAttempt, Refund
from kvita.remittances.enums import RowState
from kvita.remittances.models import RemittanceRow

MOST_SHOWN: Final = 50
_PAYMENTS: Final = Payment._meta.label_lower


@dataclass(frozen=True, slots=True)
class LedgerPart:
    """One source of money: what stands on accounts, and what the source itself says."""

    title: str
    on_accounts: Money
    at_source: Money

    @property
    def gap(self) -> Money:
        """By how much they differ; zero when all is well."""
        return self.on_accounts - self.at_source


@dataclass(frozen=True, slots=True)
class Oddity:
    """A payment that does not fit its source."""

    account: str
    payment_id: int
    amount: Money
    told: str


@dataclass(frozen=True, slots=True)
class Ledger:
    """All money of some organisations. `agrees` is the promise: every kopeck has a source."""

    paid: Money
    parts: tuple[LedgerPart, ...]
    oddities: tuple[Oddity, ...]

    @property
    def brought(self) -> Money:
        """What all sources say together."""
        return Money.total(part.at_source for part in self.parts)

    @property
    def gap(self) -> Money:
        """By how much accounts and sources differ."""
        return self.paid - self.brought

    @property
    def agrees(self) -> bool:
        """True when the sums are equal, part by part, and no payment is odd."""
        return not self.gap and not self.oddities and all(not part.gap for part in self.parts)


def check_ledger(organization_ids: Collection[int]) -> Ledger:
    """Add up what was paid on all accounts, and what attempts, refunds and files say; a fixed number of queries."""
    payments = Payment.objects.filter(account__organization__in=organization_ids, state=PaymentState.ACCEPTED)
    sums = dict(payments.order_by().values_list("source").annotate(total=Sum("amount")))
    credited = RemittanceRow.objects.filter(organization__in=organization_ids, state=RowState.CREDITED)
    of_files = payments.filter(source=PaymentSource.FILE)
    of_banks = _sum(of_files.filter(remittance_row__isnull=False))
    imported = of_files.filter(_is_imported(), remittance_row__isnull=True)
    of_imports = _sum(imported)
    parts = (
        LedgerPart("Оплата в кабинете", sums.get(PaymentSource.ONLINE) or ZERO, _sum_online(organization_ids)),
        LedgerPart("Возвраты", sums.get(PaymentSource.REFUND) or ZERO, ZERO - _sum_refunds(organization_ids)),
        LedgerPart("Реестры банков", of_banks, _sum(credited)),
        LedgerPart("Загрузки из программы начислений", of_imports, of_imports),
        LedgerPart("Без источника", (sums.get(PaymentSource.FILE) or ZERO) - of_banks - of_imports, ZERO),
        LedgerPart("Внесено сотрудниками", *(2 * [sums.get(PaymentSource.OFFICE) or ZERO])),
    )
    return Ledger(
        paid=Money.total(total for total in sums.values() if total is not None),
        parts=tuple(part for part in parts if part.on_accounts or part.at_source),
        oddities=tuple(_oddities(organization_ids, payments)),
    )


def _sum(rows: QuerySet[Payment] | QuerySet[RemittanceRow]) -> Money:
    return rows.aggregate(total=Sum("amount"))["total"] or ZERO


def _sum_online(organization_ids: Collection[int]) -> Money:
    """What banks have confirmed: the frozen sums of the orders whose attempt succeeded."""
    attempts = PaymentAttempt.objects.filter(
        order__account__organization__in=organization_ids, state=AttemptState.SUCCEEDED
    )
    return attempts.aggregate(total=Sum("order__amount"))["total"] or ZERO


def _sum_refunds(organization_ids: Collection[int]) -> Money:
    refunds = Refund.objects.filter(
        attempt__order__account__organization__in=organization_ids, state=RefundState.SUCCEEDED
    )
    return refunds.aggregate(total=Sum("amount"))["total"] or ZERO


def _is_imported() -> Exists:
    return Exists(
        ImportedRange.objects.filter(
            table=_PAYMENTS, first_id__lte=OuterRef("pk"), last_id__gte=OuterRef("pk"), batch__state=BatchState.APPLIED
        )
    )


def _oddities(organization_ids: Collection[int], payments: QuerySet[Payment]) -> list[Oddity]:
    """Find the payments that differ from their source one by one: sums may agree by chance."""
    online = payments.filter(source=PaymentSource.ONLINE).filter(
        ~Q(amount=F("attempt__order__amount"))
        | ~Q(account=F("attempt__order__account"))
        | ~Q(attempt__state=AttemptState.SUCCEEDED)
    )
    rows = payments.filter(remittance_row__isnull=False).filter(
        ~Q(amount=F("remittance_row__amount")) | ~Q(remittance_row__state=RowState.CREDITED)
    )
    refunds = payments.filter(source=PaymentSource.REFUND).exclude(refund__state=RefundState.SUCCEEDED)
    found = [
        Oddity(payment.account.full_number, payment.pk, payment.amount, told)
        for told, queryset in (
            ("Сумма, счёт или состояние не те, что у поручения и попытки.", online),
            ("Сумма или состояние не те, что у строки реестра.", rows),
            ("Возврат банком не подтверждён.", refunds),
        )
        for payment in queryset.select_related("account").order_by("pk")[:MOST_SHOWN]
    ]
    lost = PaymentAttempt.objects.filter(
        order__account__organization__in=organization_ids, state=AttemptState.SUCCEEDED
    ).exclude(payment__state=PaymentState.ACCEPTED)
    found += [
        Oddity(attempt.order.account.full_number, 0, attempt.order.amount, "Банк деньги списал, а на счёте их нет.")
        for attempt in lost.select_related("order__account").order_by("pk")[:MOST_SHOWN]
    ]
    return found[:MOST_SHOWN]
