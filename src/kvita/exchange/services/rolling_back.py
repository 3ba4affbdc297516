"""Takes a batch back."""

import datetime as dt

from django.db import transaction

from kvita.billing.services import lock_months
from kvita.core.audit import Actor, record_audit
from kvita.core.errors import DomainError
from kvita.core.locks import lock_rows
from kvita.exchange.enums import BatchState
from kvita.exchange.journal import restore_changes, undo_creations
from kvita.exchange.models import ImportBatch
from kvita.exchange.policies import find_obstacle
from kvita.exchange.services.locking import lock_imports


@transaction.atomic
def roll_back_batch(*, batch_id: int, actor: Actor, now: dt.datetime) -> ImportBatch:
    """Restore exactly what was before the batch.

    Raises `DomainError`: "batch_unknown", "batch_rolled_back", or what stands in the way (`find_obstacle`).
    """
    organization_id = ImportBatch.objects.filter(pk=batch_id).values_list("organization_id", flat=True).first()
    if organization_id is None:
        raise DomainError("batch_unknown", f"Загрузки № {batch_id} нет.")
    lock_imports(organization_id=organization_id)
    (batch,) = lock_rows(ImportBatch.objects.all(), [batch_id])
    lock_months(organization_id=organization_id)
    if batch.state == BatchState.ROLLED_BACK:
        raise DomainError("batch_rolled_back", f"Загрузка № {batch_id} уже отменена.")
    if obstacle := find_obstacle(batch):
        raise obstacle
    undo_creations(batch)
    restore_changes(batch)
    batch.state, batch.rolled_back_at = BatchState.ROLLED_BACK, now
    batch.save(update_fields=["state", "rolled_back_at"])
    record_audit(
        now=now,
        actor=actor,
        action="exchange.roll_back_batch",
        target=batch,
        organization_id=batch.organization_id,
        changes={"state": [BatchState.APPLIED.value, BatchState.ROLLED_BACK.value]},
    )
    return batch
