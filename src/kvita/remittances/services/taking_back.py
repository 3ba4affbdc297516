"""What was credited from a file is taken back: the file as a whole, or a file that was not credited at all."""

import datetime as dt

from django.db import transaction

from kvita.core.audit import Actor, record_audit
from kvita.core.errors import DomainError
from kvita.core.locks import lock_rows
from kvita.core.wording import say_month
from kvita.exchange.services.locking import lock_imports
from kvita.payments.enums import PaymentState
from kvita.payments.models import Payment
from kvita.remittances.enums import FileState, RowState
from kvita.remittances.models import RemittanceFile, RemittanceRow
from kvita.remittances.selectors.files import counted_payment


@transaction.atomic
def take_back_file(*, file_id: int, actor: Actor, reason: str, now: dt.datetime) -> RemittanceFile:
    """Reverse all payments of a file, also those matched by hand; one that is only read is set aside.

    The same file may be brought in again afterwards. Raises `DomainError` "counted" when a published statement counts
    one of the payments, "reason" without a reason, "file_taken_back".
    """
    organization_id = RemittanceFile.objects.values_list("organization_id", flat=True).get(pk=file_id)
    lock_imports(organization_id=organization_id)
    (file,) = lock_rows(RemittanceFile.objects.all(), [file_id])
    if file.state == FileState.TAKEN_BACK:
        raise DomainError("file_taken_back", "Этот реестр уже отменён.")
    if file.state == FileState.CREDITED and not reason.strip():
        raise DomainError("reason", "Напишите, почему реестр отменяют: запись останется в журнале.")
    if counted := counted_payment(file_id):
        raise DomainError(
            "counted",
            f"Платёж на счёт {counted.account} уже вошёл в квитанцию за {say_month(counted.accounting_month)}. "
            "Исправьте его в программе начислений.",
        )
    # Who chooses an account for a row locks its file too: no payment of it appears or goes between these statements.
    Payment.objects.filter(remittance_row__file=file).update(state=PaymentState.REVERSED, external_key=None)
    RemittanceRow.objects.filter(file=file).exclude(state__in=(RowState.BAD, RowState.DUPLICATE)).update(
        state=RowState.TAKEN_BACK
    )
    before, file.state, file.taken_back_at = file.state, FileState.TAKEN_BACK, now
    file.save(update_fields=["state", "taken_back_at"])
    record_audit(
        now=now,
        actor=actor,
        action="remittances.take_back_file",
        target=file,
        organization_id=organization_id,
        changes={"state": [before, FileState.TAKEN_BACK.value]},
        reason=reason,
    )
    return file
