"""The rows of a file become money on accounts, once."""

import datetime as dt
import zoneinfo
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, Final

from django.db import IntegrityError, connection, transaction

from kvita.billing.models import BillingPeriod
from kvita.calc.money import Money
from kvita.core.audit import Actor, record_audit
from kvita.core.errors import DomainError
from kvita.core.locks import lock_rows
from kvita.exchange.kinds.statements.staging import reserve_ids
from kvita.exchange.models import ImportBatch
from kvita.exchange.services.beside import Beside, filled_at_once, rows_beside
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
from kvita.remittances.services.storing import copy_rows, lay_rows, take_rows

_BATCH: Final = 5_000
_LOOKS: Final = 4
_BUSY: Final = "Пока строки сверялись со счетами, данные всё время менялись. Повторите через минуту."


def credit_file(*, file_id: int, actor: Actor, now: dt.datetime, confirmed: bool = False) -> RemittanceFile:
    """Credit the rows whose account is certain; the others wait with their reason. A file credited already stays so.

    All rows are credited in one transaction, or none: a file whose crediting was killed is credited by the next call.
    The bytes are read before it begins, so that nobody waits for that; on SQLite, which has one write lock for all, the
    rows are matched before it too, and laid ready. Files of one organisation are credited one after the other, so that
    the second of two with a common operation sees it as a duplicate. What reading the file warns of has to be
    `confirmed` by a person. Raises `DomainError`: "file_taken_back", "not_confirmed"; "busy" where what the rows are
    matched with changes faster than they can be matched.
    """
    stored = RemittanceFile.objects.select_related("organization", "layout").get(pk=file_id)
    parsed = None
    if stored.state == FileState.READ:
        parsed = parse_file(organization_id=stored.organization_id, data=bytes(stored.content), layout=stored.layout)
    run = _Run(stored, parsed, actor, now, confirmed=confirmed)
    if parsed is None or connection.vendor != "sqlite" or run.is_unconfirmed:
        return _credit_here(run)
    for _ in range(_LOOKS):
        with rows_beside() as beside:
            laid = _lay(beside, _find(stored, parsed, now), now)
            with suppress(_ChangedMeanwhileError, IntegrityError):
                return _credit(run, laid)
    raise DomainError("busy", _BUSY)


def _credit_here(run: "_Run") -> RemittanceFile:
    """Do it without laying rows ready; anew where somebody chose an account for one of the operations meanwhile."""
    for _ in range(_LOOKS):
        with suppress(IntegrityError):
            return _credit(run, None)
    raise DomainError("busy", _BUSY)


class _ChangedMeanwhileError(Exception):
    """What the rows were matched with is no longer so: they have to be matched again."""


@dataclass(frozen=True, slots=True)
class _Run:
    """One crediting as it was asked for. `parsed` is None where there is nothing to credit any more."""

    stored: RemittanceFile
    parsed: BankFile | None
    actor: Actor
    now: dt.datetime
    confirmed: bool

    @property
    def is_unconfirmed(self) -> bool:
        """Tell whether a person has to say yes first."""
        return self.parsed is not None and bool(self.parsed.warnings) and not self.confirmed


@dataclass(frozen=True, slots=True)
class _Found:
    """What the rows of a file become, and what that was found by (`_seen`)."""

    file: RemittanceFile
    parsed: BankFile
    seen: "_Seen"
    verdicts: list[Verdict]
    newest: dict[int, dt.date]
    summary: dict[str, Any]


@dataclass(frozen=True, slots=True)
class _Laid:
    """The same, laid beside the database: names of tables. Payments are numbered from 1."""

    found: _Found
    payments: str
    rows: str
    bad: str


@transaction.atomic
def _credit(run: _Run, laid: _Laid | None) -> RemittanceFile:
    """Do it in one transaction. Raises `_ChangedMeanwhileError` where what was laid ready is true no more."""
    organization_id = run.stored.organization_id
    lock_imports(organization_id=organization_id)
    (file,) = lock_rows(RemittanceFile.objects.select_related("organization").defer("content"), [run.stored.pk])
    if file.state == FileState.TAKEN_BACK:
        raise DomainError("file_taken_back", "Этот реестр отменён. Загрузите файл заново.")
    if file.state == FileState.CREDITED or run.parsed is None:  # a file never becomes READ again
        return file
    if run.is_unconfirmed:
        raise DomainError("not_confirmed", f"{run.parsed.warnings[0]} Без этого файл не зачисляется.")
    if laid is None:
        found = _find(file, run.parsed, run.now)
        _store(found, run.now)
    else:
        found = laid.found
        if found.seen != _seen(organization_id):
            raise _ChangedMeanwhileError
        _take(laid)
    _close(file, found, run.actor, run.now)
    return file


@dataclass(frozen=True, slots=True)
class _Seen:
    """What decides beside the file itself: states of months and files, and the loads that moved accounts and bills.

    Operations that others have credited meanwhile need not be looked at: the database takes none of them twice.
    """

    months: frozenset[tuple[int, str]]
    loads: frozenset[tuple[int, str]]
    files: frozenset[tuple[int, str]]


def _seen(organization_id: int) -> _Seen:
    months, loads, files = (
        frozenset(model._default_manager.filter(organization=organization_id).values_list("pk", "state"))
        for model in (BillingPeriod, ImportBatch, RemittanceFile)
    )
    return _Seen(months, loads, files)


def _find(file: RemittanceFile, parsed: BankFile, now: dt.datetime) -> _Found:
    """Match the rows, without writing anything."""
    seen = _seen(file.organization_id)
    today = now.astimezone(zoneinfo.ZoneInfo(file.organization.time_zone)).date()
    verdicts = classify_rows(organization_id=file.organization_id, file=parsed, today=today)
    newest = newest_months(it.account_id for it in verdicts if it.account_id is not None)
    return _Found(file, parsed, seen, verdicts, newest, summary_of(parsed=parsed, verdicts=verdicts))


def payment_of(
    *, row: RemittanceRow, account_id: int, newest: dt.date | None, now: dt.datetime, source: PaymentSource
) -> Payment:
    """Return the payment that a row makes, not stored yet. `row` has its sum and a day."""
    paid_on = row.paid_on or row.posted_on
    if row.amount is None or paid_on is None:
        raise DomainError(
            "row_unreadable",
            "В этой строке не прочитана сумма или дата: зачислить её нельзя. "
            "Исправьте строку в файле банка и загрузите его снова: что уже учтено, второй раз не зачислится.",
        )
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
    "file_id", "organization_id", "line", "state", "operation_key", "told_key", "account_text", "amount", "fee",
    "paid_on", "posted_on", "for_month", "place", "payer", "address", "purpose", "raw", "reason", "payment_id",
    "decided_at",
)  # fmt: skip
_BAD: Final = ("file_id", "organization_id", "line", "state", "raw", "reason")


def _store(found: _Found, now: dt.datetime) -> None:
    place = found.parsed.place[:200]
    for start in range(0, len(found.verdicts), _BATCH):
        part = found.verdicts[start : start + _BATCH]
        credited = [it for it in part if it.state is RowState.CREDITED]
        first = reserve_ids(Payment, len(credited)) if credited else 0
        numbers = {it.key: first + place_ for place_, it in enumerate(credited)}
        payments = [_payment_values(it, numbers[it.key], found.newest, place, now) for it in credited]
        copy_rows(model=Payment, names=_PAYMENT, rows=payments)
        rows = [_row_values(found.file, it, numbers.get(it.key), place, now) for it in part]
        copy_rows(model=RemittanceRow, names=_ROW, rows=rows)
    copy_rows(model=RemittanceRow, names=_BAD, rows=_bad_values(found))


def _lay(beside: Beside, found: _Found, now: dt.datetime) -> _Laid:
    place = found.parsed.place[:200]
    credited = [it for it in found.verdicts if it.state is RowState.CREDITED]
    numbers = {it.key: number for number, it in enumerate(credited, start=1)}
    payments = (_payment_values(it, numbers[it.key], found.newest, place, now) for it in credited)
    rows = (_row_values(found.file, it, numbers.get(it.key), place, now) for it in found.verdicts)
    with filled_at_once():
        return _Laid(
            found,
            lay_rows(beside=beside, name="payments", model=Payment, names=_PAYMENT, rows=payments),
            lay_rows(beside=beside, name="rows", model=RemittanceRow, names=_ROW, rows=rows),
            lay_rows(beside=beside, name="bad", model=RemittanceRow, names=_BAD, rows=_bad_values(found)),
        )


def _take(laid: _Laid) -> None:
    by = reserve_ids(Payment, len(laid.found.verdicts)) - 1
    take_rows(laid=laid.payments, model=Payment, names=_PAYMENT, moved=("id",), by=by)
    take_rows(laid=laid.rows, model=RemittanceRow, names=_ROW, moved=("payment_id",), by=by)
    take_rows(laid=laid.bad, model=RemittanceRow, names=_BAD)


def _bad_values(found: _Found) -> list[tuple[object, ...]]:
    file = found.file
    return [
        (file.pk, file.organization_id, it.line, RowState.BAD.value, it.raw, it.reason[:300]) for it in found.parsed.bad
    ]


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
        file.pk, file.organization_id, row.line, verdict.state.value, verdict.key, verdict.told_key,
        row.written or row.account or row.unified_account, row.amount, row.fee, row.paid_on, row.posted_on,
        row.for_month, place, row.payer, row.address, row.purpose,
        "" if is_credited else row.raw, verdict.reason[:300], payment_id if is_credited else None,
        now if is_credited else None,
    )  # fmt: skip


def _close(file: RemittanceFile, found: _Found, actor: Actor, now: dt.datetime) -> None:
    credited = [it.row.amount for it in found.verdicts if it.state is RowState.CREDITED]
    file.state, file.credited_at = FileState.CREDITED, now
    file.credited_count, file.credited_amount = len(credited), Money(sum(credited))
    file.summary = found.summary
    file.save(update_fields=["state", "credited_at", "credited_count", "credited_amount", "summary"])
    record_audit(
        now=now,
        actor=actor,
        action="remittances.credit_file",
        target=file,
        organization_id=file.organization_id,
        changes={"credited": [0, len(credited)], "amount": [0, sum(credited)]},
    )
