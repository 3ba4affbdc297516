"""The rows of a file become money on accounts, once."""

import datetime as dt
import zoneinfo
from collections.abc import Mapping, Sequence
from typing import Final

from django.db import transaction

from kvita.calc.money import Money
from kvita.core.audit import Actor, record_audit
from kvita.core.errors import DomainError
from kvita.core.locks import lock_rows
from kvita.exchange.kinds.statements.staging import reserve_ids
from kvita.exchange.services.locking import lock_imports
from kvita.payments.enums import PaymentSource, PaymentState
from kvita.payments.models import Payment
from kvita.remittances.enums import FileState, RowState
from kvita.remittances.formats import BankFile
from kvita.remittances.models import RemittanceFile, RemittanceRow
from kvita.remittances.policies import accounting_month
from kvita.remittances.selectors.files import newest_months
from kvita.remittances.services.classifying import Verdict, classify_rows
from kvita.remittances.services.reading import parse_file, summary_of
from kvita.remittances.services.storing import insert_rows

_BATCH: Final = 5_000


def credit_file(*, file_id: int, actor: Actor, now: dt.datetime, confirmed: bool = False) -> RemittanceFile:
    """Credit the rows whose account is certain; the others wait with their reason. A file credited already stays so.

    All rows are credited in one transaction, or none: a file whose crediting was killed is credited by the next call.
    The bytes are read before it begins, so that nobody waits for that. Files of one organisation are credited one after
    the other, so that the second of two with a common operation sees it as a duplicate. What reading the file warns of
    has to be `confirmed` by a person. Raises `DomainError`: "file_taken_back", "not_confirmed".
    """
    stored = RemittanceFile.objects.select_related("organization", "layout").get(pk=file_id)
    parsed = None
    if stored.state == FileState.READ:
        parsed = parse_file(organization_id=stored.organization_id, data=bytes(stored.content), layout=stored.layout)
    with transaction.atomic():
        lock_imports(organization_id=stored.organization_id)
        (file,) = lock_rows(RemittanceFile.objects.select_related("organization").defer("content"), [file_id])
        if file.state == FileState.TAKEN_BACK:
            raise DomainError("file_taken_back", "Этот реестр отменён. Загрузите файл заново.")
        if file.state == FileState.CREDITED or parsed is None:  # a file never becomes READ again
            return file
        if parsed.warnings and not confirmed:
            raise DomainError("not_confirmed", f"{parsed.warnings[0]} Без этого файл не зачисляется.")
        today = now.astimezone(zoneinfo.ZoneInfo(file.organization.time_zone)).date()
        verdicts = classify_rows(organization_id=file.organization_id, file=parsed, today=today)
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


_PAYMENT: Final = (
    "id", "account_id", "amount", "paid_on", "posted_on", "accounting_month", "for_month", "place", "source", "state",
    "external_key", "created_at",
)  # fmt: skip
_ROW: Final = (
    "file_id", "organization_id", "line", "state", "operation_key", "account_text", "amount", "fee", "paid_on",
    "posted_on", "for_month", "place", "payer", "address", "purpose", "raw", "reason", "payment_id", "decided_at",
)  # fmt: skip
_BAD: Final = ("file_id", "organization_id", "line", "state", "raw", "reason")


def _store(file: RemittanceFile, parsed: BankFile, verdicts: Sequence[Verdict], now: dt.datetime) -> None:
    newest = newest_months(it.account_id for it in verdicts if it.account_id is not None)
    place = parsed.place[:200]
    for start in range(0, len(verdicts), _BATCH):
        part = verdicts[start : start + _BATCH]
        credited = [it for it in part if it.state is RowState.CREDITED]
        first = reserve_ids(Payment, len(credited)) if credited else 0
        numbers = {it.key: first + place_ for place_, it in enumerate(credited)}
        payments = [_payment_values(it, numbers[it.key], newest, place, now) for it in credited]
        insert_rows(model=Payment, names=_PAYMENT, rows=payments)
        rows = [_row_values(file, it, numbers.get(it.key), place, now) for it in part]
        insert_rows(model=RemittanceRow, names=_ROW, rows=rows)
    bad = [(file.pk, file.organization_id, it.line, RowState.BAD.value, it.raw, it.reason[:300]) for it in parsed.bad]
    insert_rows(model=RemittanceRow, names=_BAD, rows=bad)


def _payment_values(
    verdict: Verdict, number: int, newest: Mapping[int, dt.date], place: str, now: dt.datetime
) -> tuple[object, ...]:
    row, account_id = verdict.row, verdict.account_id
    if account_id is None or row.paid_on is None:
        raise DomainError("row_unreadable", f"Строка {row.line}: нет счёта или даты.")
    return (
        number, account_id, row.amount, row.paid_on, row.posted_on,
        accounting_month(row.paid_on, newest.get(account_id)), row.for_month, place, PaymentSource.FILE.value,
        PaymentState.ACCEPTED.value, f"bank|{verdict.key}", now,
    )  # fmt: skip


def _row_values(
    file: RemittanceFile, verdict: Verdict, payment_id: int | None, place: str, now: dt.datetime
) -> tuple[object, ...]:
    row, is_credited = verdict.row, verdict.state is RowState.CREDITED
    return (
        file.pk, file.organization_id, row.line, verdict.state.value, verdict.key, row.account or row.unified_account,
        row.amount, row.fee, row.paid_on, row.posted_on, row.for_month, place, row.payer, row.address, row.purpose,
        "" if is_credited else row.raw, verdict.reason[:300], payment_id if is_credited else None,
        now if is_credited else None,
    )  # fmt: skip


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
