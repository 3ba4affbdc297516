"""Work that goes on by itself: the nightly reconciliation."""

import datetime as dt
import zoneinfo
from collections.abc import Callable, Iterator, Mapping

from kvita.core.audit import SYSTEM, record_audit
from kvita.housing.models import ManagingOrganization, OrganizationSettings
from kvita.payments.ports import PaymentProvider
from kvita.remittances.models import Reconciliation
from kvita.remittances.selectors import check_ledger
from kvita.remittances.services import reconcile_day

ProvidersOf = Callable[[OrganizationSettings], Mapping[str, PaymentProvider]]


def reconcile_organizations(
    *, now: dt.datetime, providers_of: ProvidersOf, day: dt.date | None = None
) -> Iterator[tuple[ManagingOrganization, list[Reconciliation]]]:
    """Compare a day (by default yesterday, by the organisation's clock) with each of its banks, and check all money.

    What differs is written into the audit log too, where it stays when a later check agrees.
    """
    for organization in ManagingOrganization.objects.select_related("settings").order_by("pk"):
        wanted = day or now.astimezone(zoneinfo.ZoneInfo(organization.time_zone)).date() - dt.timedelta(days=1)
        rows = [
            reconcile_day(organization=organization, provider_key=key, provider=provider, day=wanted, now=now)
            for key, provider in providers_of(organization.settings).items()
        ]
        for row in rows:
            if row.state != "AGREES":
                _note(row, organization, now, f"{row.get_state_display()}: {len(row.differences)}")
        ledger = check_ledger([organization.pk])
        if not ledger.agrees:
            told = f"на счетах {ledger.paid}, по источникам {ledger.brought}, странных платежей {len(ledger.oddities)}"
            _note(organization, organization, now, told)
        yield organization, rows


def _note(
    target: Reconciliation | ManagingOrganization, organization: ManagingOrganization, now: dt.datetime, told: str
) -> None:
    record_audit(
        now=now,
        actor=SYSTEM,
        action="remittances.reconciliation_differs",
        target=target,
        organization_id=organization.pk,
        reason=told,
    )
