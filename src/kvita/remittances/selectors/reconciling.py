"""Ours against the provider's own list for a day: what differs, in words an accountant can act on."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any

from django.db.models import Q, QuerySet, Sum

from kvita.calc.money import ZERO, Money
from kvita.payments.enums import AttemptState, RefundState
from kvita.payments.models import PaymentAttempt, Refund
from kvita.payments.ports import CURRENCY, ListedPayment, ProviderState
from kvita.remittances.models import Reconciliation


class DifferenceKind(StrEnum):
    """What is wrong with a pair, the worst first."""

    NOT_CREDITED = "NOT_CREDITED"
    NOT_CHARGED = "NOT_CHARGED"
    AMOUNT = "AMOUNT"
    REFUNDED = "REFUNDED"
    UNKNOWN = "UNKNOWN"


TOLD = {
    DifferenceKind.NOT_CREDITED: "Банк деньги списал, а у нас платёж не зачислен.",
    DifferenceKind.NOT_CHARGED: "У нас зачислено, а в списке банка оплаты нет.",
    DifferenceKind.AMOUNT: "Суммы или валюта разные.",
    DifferenceKind.REFUNDED: "Возвращено не столько, сколько у нас.",
    DifferenceKind.UNKNOWN: "В списке банка есть оплата, которой у нас нет.",
}


@dataclass(frozen=True, slots=True)
class Difference:
    """One payment that does not agree; sums in kopecks, None where a side has none."""

    kind: str
    reference: str
    account: str
    ours: int | None
    theirs: int | None
    attempt: str = ""

    @property
    def told(self) -> str:
        """What it means."""
        return TOLD[DifferenceKind(self.kind)]

    @property
    def our_amount(self) -> Money | None:
        """Our sum."""
        return None if self.ours is None else Money(self.ours)

    @property
    def their_amount(self) -> Money | None:
        """The bank's sum."""
        return None if self.theirs is None else Money(self.theirs)

    def as_json(self) -> dict[str, Any]:
        """Return what is stored."""
        return asdict(self)


def attempts_of_day(
    organization_id: int, provider: str, *, since: dt.datetime, until: dt.datetime
) -> QuerySet[PaymentAttempt]:
    """Return the attempts begun at a provider in [since, until)."""
    return PaymentAttempt.objects.filter(
        order__account__organization_id=organization_id, provider=provider, created_at__gte=since, created_at__lt=until
    ).select_related("order__account")


def known_attempts(provider: str, listed: Sequence[ListedPayment]) -> dict[str, PaymentAttempt]:
    """Return the attempts that a list names, of whatever organisation and day, by our number and by the bank's."""
    found: dict[str, PaymentAttempt] = {}
    for start in range(0, len(listed), 300):
        part = listed[start : start + 300]
        condition = Q(public_id__in=[it.attempt_id for it in part if _is_uuid(it.attempt_id)])
        condition |= Q(provider_reference__in=[it.reference for it in part if it.reference])
        for attempt in PaymentAttempt.objects.filter(condition, provider=provider).select_related("order__account"):
            found[str(attempt.public_id)] = attempt
            if attempt.provider_reference:
                found[attempt.provider_reference] = attempt
    return found


def refunded_by_attempt(attempt_ids: Iterable[int]) -> dict[int, Money]:
    """Return what was given back of each attempt, commission included."""
    refunds = Refund.objects.filter(attempt__in=list(attempt_ids), state=RefundState.SUCCEEDED).order_by()
    rows = refunds.values_list("attempt").annotate(given=Sum("amount"), fee=Sum("commission"))
    return {attempt_id: (given or ZERO) + (fee or ZERO) for attempt_id, given, fee in rows}


def compare_day(
    attempts: Sequence[PaymentAttempt],
    listed: Sequence[ListedPayment],
    *,
    known: dict[str, PaymentAttempt],
    refunded: dict[int, Money],
    organization_id: int,
) -> list[Difference]:
    """Return what differs, the worst first. `attempts` are ours of the day, `listed` theirs of about that day."""
    differences: list[Difference] = []
    seen: set[int] = set()
    for item in listed:
        attempt = known.get(item.attempt_id) or known.get(item.reference)
        if attempt is None:
            if item.state is ProviderState.PAID:
                differences.append(_difference(DifferenceKind.UNKNOWN, None, item))
            continue
        seen.add(attempt.pk)
        if attempt.order.account.organization_id == organization_id:
            kind = _judge(attempt, item, refunded.get(attempt.pk, ZERO))
            if kind is not None:
                differences.append(_difference(kind, attempt, item))
    differences += [
        _difference(DifferenceKind.NOT_CHARGED, attempt, None)
        for attempt in attempts
        if attempt.state == AttemptState.SUCCEEDED and attempt.pk not in seen
    ]
    order = list(DifferenceKind)
    return sorted(differences, key=lambda it: order.index(DifferenceKind(it.kind)))


def reconciliations_of(organization_ids: Iterable[int], *, day: dt.date | None = None) -> list[Reconciliation]:
    """Return the stored reconciliations, those with differences first within a day, the newest days first."""
    rows = Reconciliation.objects.filter(organization__in=list(organization_ids)).select_related("organization")
    if day is not None:
        rows = rows.filter(day=day)
    found = list(rows.order_by("-day", "provider")[:200])
    found.sort(key=lambda it: (-it.day.toordinal(), it.state == "AGREES", it.provider))
    return found


def differences_of(row: Reconciliation) -> list[Difference]:
    """Return the differences that a reconciliation has stored."""
    return [Difference(**item) for item in row.differences]


def _judge(attempt: PaymentAttempt, item: ListedPayment, refunded: Money) -> DifferenceKind | None:
    is_paid, is_ours = item.state is ProviderState.PAID, attempt.state == AttemptState.SUCCEEDED
    if is_paid and not is_ours:
        return DifferenceKind.NOT_CREDITED
    if is_ours and not is_paid:
        return DifferenceKind.NOT_CHARGED
    if is_paid and (item.total != attempt.total or item.currency != CURRENCY):
        return DifferenceKind.AMOUNT
    if is_paid and item.refunded != refunded:
        return DifferenceKind.REFUNDED
    return None


def _difference(kind: DifferenceKind, attempt: PaymentAttempt | None, item: ListedPayment | None) -> Difference:
    reference = item.reference if item is not None else ""
    if attempt is not None:
        reference = reference or attempt.provider_reference or ""
    return Difference(
        kind=kind.value,
        reference=reference,
        account=attempt.order.account.full_number if attempt is not None else "",
        ours=attempt.total.kopecks if attempt is not None and attempt.state == AttemptState.SUCCEEDED else None,
        theirs=item.total.kopecks if item is not None and item.state is ProviderState.PAID else None,
        attempt=str(attempt.public_id) if attempt is not None else "",
    )


def _is_uuid(text: str) -> bool:
    return len(text) == 36 and text.count("-") == 4 and all(sign in "0123456789abcdefABCDEF-" for sign in text)
