"""Asking a provider for its list of a day and keeping what differs. The bank is asked outside every transaction."""

import datetime as dt
import zoneinfo
from typing import Any, Final

from kvita.calc.money import Money
from kvita.housing.models import ManagingOrganization
from kvita.payments.enums import AttemptState
from kvita.payments.ports import PaymentProvider, ProviderError, ProviderState
from kvita.remittances.enums import ReconciliationState
from kvita.remittances.models import Reconciliation
from kvita.remittances.selectors.reconciling import (
    attempts_of_day,
    compare_day,
    known_attempts,
    refunded_by_attempt,
)

# A payment begun at midnight may stand on the other day of the bank's clock.
_MARGIN: Final = dt.timedelta(hours=1)


def reconcile_day(
    *, organization: ManagingOrganization, provider_key: str, provider: PaymentProvider, day: dt.date, now: dt.datetime
) -> Reconciliation:
    """Compare our attempts of one day of the organisation with the provider's list, and keep the outcome.

    Asked again, the same day is compared anew. A bank that does not answer is an outcome too.
    """
    zone = zoneinfo.ZoneInfo(organization.time_zone)
    since = dt.datetime.combine(day, dt.time(), zone)
    until = dt.datetime.combine(day + dt.timedelta(days=1), dt.time(), zone)
    try:
        listed = list(provider.list_payments(since=since - _MARGIN, until=until + _MARGIN))
    except ProviderError as error:
        return _keep(organization, provider_key, day, now, state=ReconciliationState.NO_ANSWER,
                     failure_code=error.code[:60])  # fmt: skip
    attempts = list(attempts_of_day(organization.pk, provider_key, since=since, until=until))
    known = known_attempts(provider_key, listed)
    ids = {attempt.pk for attempt in attempts}
    of_day = [
        item
        for item in listed
        if since <= item.created_at < until or _pk(known, item.attempt_id, item.reference) in ids
    ]
    named = {attempt.pk for attempt in known.values()}
    differences = compare_day(
        attempts, of_day, known=known, refunded=refunded_by_attempt(ids | named), organization_id=organization.pk
    )
    ours = [attempt.total for attempt in attempts if attempt.state == AttemptState.SUCCEEDED]
    theirs = [
        item.total
        for item in of_day
        if item.state is ProviderState.PAID and _is_own(known, item.attempt_id, item.reference, organization.pk)
    ]
    return _keep(
        organization, provider_key, day, now,
        state=ReconciliationState.DIFFERS if differences else ReconciliationState.AGREES,
        ours_count=len(ours), ours_amount=Money.total(ours), theirs_count=len(theirs),
        theirs_amount=Money.total(theirs), differences=[it.as_json() for it in differences],
    )  # fmt: skip


def _pk(known: dict[str, Any], attempt_id: str, reference: str) -> int | None:
    attempt = known.get(attempt_id) or known.get(reference)
    return attempt.pk if attempt is not None else None


def _is_own(known: dict[str, Any], attempt_id: str, reference: str, organization_id: int) -> bool:
    """Tell whether a payment is this organisation's; one that nobody knows counts as its own."""
    attempt = known.get(attempt_id) or known.get(reference)
    return attempt is None or attempt.order.account.organization_id == organization_id


def _keep(
    organization: ManagingOrganization, provider_key: str, day: dt.date, now: dt.datetime, **outcome: Any
) -> Reconciliation:
    empty: dict[str, Any] = {
        "ours_count": 0, "ours_amount": 0, "theirs_count": 0, "theirs_amount": 0, "differences": [], "failure_code": "",
    }  # fmt: skip
    row, _ = Reconciliation.objects.update_or_create(
        organization=organization, provider=provider_key[:40], day=day, defaults={**empty, **outcome, "checked_at": now}
    )
    return row
