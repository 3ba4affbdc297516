"""What staff see of payments: only rows of the organisations that the page gives."""

import uuid
from collections.abc import Iterable, Sequence
from enum import Enum

from django.db.models import Q, QuerySet

from kvita.payments.enums import RefundState
from kvita.payments.models import PaymentAttempt, ProviderConnection, Refund


class AttemptFilter(Enum):
    """Which attempts the page of payments at the desk lists."""

    WAITING = "waiting"
    OPEN = "open"
    ALL = "all"


def attempts_for(
    organization_ids: Sequence[int], *, which: AttemptFilter = AttemptFilter.WAITING, number: str = ""
) -> QuerySet[PaymentAttempt]:
    """Return attempts with their orders, newest first; `number` is the whole number of an account or an operation."""
    rows = PaymentAttempt.objects.filter(order__account__organization__in=organization_ids)
    if which is AttemptFilter.WAITING:
        rows = rows.filter(_needs_person()).distinct()
    elif which is AttemptFilter.OPEN:
        rows = rows.filter(next_check_at__isnull=False)
    if number:
        rows = rows.filter(Q(order__account__number=number) | Q(provider_reference=number))
    related = rows.select_related("order__account__organization", "order__payee")
    return related.prefetch_related("refunds__requested_by").order_by("-pk")


def attempt_for(organization_ids: Sequence[int], public_id: uuid.UUID) -> PaymentAttempt | None:
    """Return one attempt with what its page tells, or None."""
    rows = PaymentAttempt.objects.filter(order__account__organization__in=organization_ids, public_id=public_id)
    related = rows.select_related("order__account__organization__settings", "order__payee", "order__user")
    refunds = related.prefetch_related("refunds__requested_by", "refunds__decided_by", "events")
    return refunds.first()


def refund_for(organization_ids: Sequence[int], public_id: uuid.UUID) -> Refund | None:
    """Return one refund with its attempt, or None."""
    rows = Refund.objects.filter(attempt__order__account__organization__in=organization_ids, public_id=public_id)
    return rows.select_related("attempt__order__account__organization__settings").first()


def waiting_cases(organization_ids: Sequence[int]) -> int:
    """Return how many attempts wait for a person, with those whose refund does."""
    rows = PaymentAttempt.objects.filter(order__account__organization__in=organization_ids)
    return rows.filter(_needs_person()).distinct().count()


def waiting_refunds(organization_ids: Sequence[int]) -> list[Refund]:
    """Return the refunds that wait for a second member of staff, oldest first."""
    rows = Refund.objects.filter(attempt__order__account__organization__in=organization_ids, state=RefundState.WAITING)
    return list(rows.select_related("attempt__order__account", "requested_by").order_by("pk"))


def connections_for(organization_ids: Sequence[int]) -> list[ProviderConnection]:
    """Return the connections to banks of these organisations."""
    rows = ProviderConnection.objects.filter(organization__in=organization_ids)
    return list(rows.select_related("organization__settings", "payee").order_by("organization__name", "position", "pk"))


def connection_for(organization_ids: Sequence[int], public_id: uuid.UUID) -> ProviderConnection | None:
    """Return one connection, or None."""
    rows = ProviderConnection.objects.filter(organization__in=organization_ids, public_id=public_id)
    return rows.select_related("organization__settings", "payee").first()


def connection_by_address(public_id: uuid.UUID) -> ProviderConnection | None:
    """Return the connection to whose address a bank sends messages, or None; also one that takes no payments now."""
    return ProviderConnection.objects.filter(public_id=public_id).first()


def connections_of(organization_ids: Iterable[int] | None = None, *, active: bool) -> list[ProviderConnection]:
    """Return connections of organisations (None = of all), in the order of the payment page."""
    rows = ProviderConnection.objects.all()
    if organization_ids is not None:
        rows = rows.filter(organization__in=list(organization_ids))
    return list((rows.filter(is_active=True) if active else rows).order_by("position", "pk"))


def connections_named(keys: Iterable[str]) -> list[ProviderConnection]:
    """Return the connections of these keys (`ProviderConnection.key`); what is no such key is left out."""
    wanted = set(keys)
    numbers = [int(number) for key in wanted if (number := key.rpartition("-")[2]).isdecimal()]
    return [one for one in ProviderConnection.objects.filter(pk__in=numbers) if one.key in wanted]


def _needs_person() -> Q:
    return Q(staff_since__isnull=False) | Q(refunds__staff_since__isnull=False) | Q(refunds__state=RefundState.WAITING)
