"""The rows of a file become money on accounts, once."""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Final

from django.db import transaction

from kvita.calc.money import Money
from kvita.core.audit import Actor, record_audit
from kvita.core.errors import DomainError
from kvita.core.locks import lock_rows
from kvita.exchange.services.locking import lock_imports
from kvita.payments.enums import PaymentSource
from kvita.payments.models import Payment
from kvita.remittances.enums import FileState, RowState
from kvita.remittances.formats import BankFile
from kvita.remittances.models import RemittanceFile, RemittanceRow
from kvita.remittances.policies import accounting_month
from kvita.remittances.selectors.files import newest_months
from kvita.remittances.services.classifying import Verdict, classify_rows
from kvita.remittances.services.reading import parse_file, summary_of

_BATCH: Final = 2_000


@transaction.atomic
def credit_file(*, file_id: int, actor: Actor, now: dt.datetime) -> RemittanceFile:
    """Credit the rows whose account is certain; the others wait with their reason. A file credited already stays so.

    Files of one organisation are credited one after the other, so that the second of two with a common operation sees
    it as a duplicate. Raises `DomainError` "file_taken_back".
    """
    organization_id = RemittanceFile.objects.values_list("organization_id", flat=True).get(pk=file_id)
    lock_imports(organization_id=organization_id)
    (file,) = lock_rows(RemittanceFile.objects.select_related("organization", "layout"), [file_id])
    if file.state == FileState.CREDITED:
        return file
    if file.state == FileState.TAKEN_BACK:
        raise DomainError("file_taken_back", "Этот реестр отменён. Загрузите файл заново.")
    parsed = parse_file(organization_id=organization_id, data=bytes(file.content), layout=file.layout)
    verdicts = classify_rows(organization_id=organization_id, file=parsed)
    _store(file, parsed, verdicts, now)
    _close(file, parsed, verdicts, actor, now)
    return file


def payment_of(
    *, row: RemittanceRow, account_id: int, newest: dt.date | None, now: dt.datetime, source: PaymentSource
) -> Payment:
    """Return the payment that a row makes, not stored yet. `row` has its sum and a day."""
    paid_on = row.paid_on or row.posted_on
    if row.amount is None or paid_on is None:
        raise DomainError("row_unreadable", "В этой строке не прочитана сумма или дата: зачислить её нельзя.")
    return Payment(
        account_id=account_id,
        amount=row.amount,
        paid_on=paid_on,
        posted_on=row.posted_on,
        accounting_month=accounting_month(paid_on, newest),
        for_month=row.for_month,
        place=row.place,
        source=source,
        external_key=f"bank|{row.operation_key or row.pk}",
        created_at=now,
    )


def _store(file: RemittanceFile, parsed: BankFile, verdicts: Sequence[Verdict], now: dt.datetime) -> None:
    newest = newest_months(it.account_id for it in verdicts if it.account_id is not None)
    for start in range(0, len(verdicts), _BATCH):
        part = verdicts[start : start + _BATCH]
        rows = [_row(file, parsed, verdict, now) for verdict in part]
        _pay(rows, part, newest, now)
        RemittanceRow.objects.bulk_create(rows)
    RemittanceRow.objects.bulk_create(
        [
            RemittanceRow(
                file=file, organization=file.organization, line=bad.line, state=RowState.BAD, raw=bad.raw,
                reason=bad.reason[:300],
            )
            for bad in parsed.bad
        ],
        batch_size=_BATCH,
    )  # fmt: skip


def _pay(
    rows: Sequence[RemittanceRow], verdicts: Sequence[Verdict], newest: Mapping[int, dt.date], now: dt.datetime
) -> None:
    credited = [
        (row, verdict.account_id)
        for row, verdict in zip(rows, verdicts, strict=True)
        if verdict.state is RowState.CREDITED and verdict.account_id is not None
    ]
    payments = Payment.objects.bulk_create(
        payment_of(row=row, account_id=key, newest=newest.get(key), now=now, source=PaymentSource.FILE)
        for row, key in credited
    )
    for (row, _), payment in zip(credited, payments, strict=True):
        row.payment = payment


def _row(file: RemittanceFile, parsed: BankFile, verdict: Verdict, now: dt.datetime) -> RemittanceRow:
    row = verdict.row
    return RemittanceRow(
        file=file,
        organization_id=file.organization_id,
        line=row.line,
        state=verdict.state,
        operation_key=verdict.key,
        account_text=row.account or row.unified_account,
        amount=row.amount,
        fee=row.fee,
        paid_on=row.paid_on,
        posted_on=row.posted_on,
        for_month=row.for_month,
        place=parsed.place[:200],
        payer=row.payer,
        address=row.address,
        purpose=row.purpose,
        raw="" if verdict.state is RowState.CREDITED else row.raw,
        reason=verdict.reason[:300],
        decided_at=now if verdict.state is RowState.CREDITED else None,
    )


def _close(file: RemittanceFile, parsed: BankFile, verdicts: Sequence[Verdict], actor: Actor, now: dt.datetime) -> None:
    credited = [it.row.amount for it in verdicts if it.state is RowState.CREDITED]
    file.state, file.credited_at = FileState.CREDITED, now
    file.credited_count, file.credited_amount = len(credited), Money(sum(credited))
    file.summary = summary_of(parsed=parsed, verdicts=verdicts)
    file.save(update_fields=["state", "credited_at", "credited_count", "credited_amount", "summary"])
    record_audit(
        now=now,
        actor=actor,
        action="remittances.credit_file",
        target=file,
        organization_id=file.organization_id,
        changes={"credited": [0, len(credited)], "amount": [0, sum(credited)]},
    )
