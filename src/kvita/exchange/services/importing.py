"""Brings a file in: rehearses it, or applies it, whole or not at all."""

import datetime as dt
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from django.db import IntegrityError, connection, transaction

from kvita.billing.services import lock_months
from kvita.core.audit import Actor, record_audit
from kvita.core.errors import DomainError
from kvita.core.locks import try_again
from kvita.exchange.enums import BatchState, ImportKind
from kvita.exchange.journal import Journal
from kvita.exchange.kinds import COLUMNS, IMPORTERS, ImportContext, ImportOptions
from kvita.exchange.kinds.readings import hold_registers
from kvita.exchange.models import ImportBatch
from kvita.exchange.readers import Table, open_table
from kvita.exchange.reports import Outcome, Report
from kvita.exchange.services.beside import rows_beside
from kvita.exchange.services.copying import private_copy
from kvita.exchange.services.locking import lock_imports
from kvita.exchange.services.transferring import ChangedMeanwhileError, Transfer, look
from kvita.housing.models import ManagingOrganization

Progress = Callable[[int], None]
_LOOKS: Final = 4
_OF_REGISTERS: Final = (ImportKind.READINGS, ImportKind.COUNTED)


def import_file(
    *,
    kind: ImportKind,
    path: Path,
    organization: ManagingOrganization,
    options: ImportOptions,
    rehearse: bool,
    actor: Actor,
    now: dt.datetime,
    progress: Progress | None = None,
    file_name: str = "",
    claim: Callable[[], None] | None = None,
    settle: Callable[[Report], None] | None = None,
) -> Report:
    """Read a file and store what it says, or, with `rehearse`, only find out what it would change.

    Both do the same work, so the figures of a rehearsal are those of the import. A file with a wrong row, or one that
    changes nothing, leaves nothing behind. `progress` is called with the per cent of the file read. `file_name` is what
    the file was called where it came from.

    Reading, checking and comparing keep nobody waiting: on SQLite they happen on a private copy, and only what they
    have found is written under the lock; on PostgreSQL the rows are locked when all of them are known. `claim` is the
    first and `settle` the last that happens in the transaction that writes; `claim` may raise to stop it.

    Raises `DomainError` when the file cannot be taken at all (see `kvita.exchange.readers`) or a rule refuses it as a
    whole: "period_closed", "reason_missing"; "busy" where what it is about changes faster than it can be read.
    """
    run = _Run(kind, path, organization, options, rehearse, actor, now, progress, (file_name or path.name)[:250])
    if connection.vendor == "sqlite":
        return _import_by_copy(run, claim, settle)
    return try_again(lambda: _import_at_once(run, claim, settle))


@dataclass(frozen=True, slots=True)
class _Run:
    """One import as it was asked for."""

    kind: ImportKind
    path: Path
    organization: ManagingOrganization
    options: ImportOptions
    rehearse: bool
    actor: Actor
    now: dt.datetime
    progress: Progress | None
    file_name: str

    def read(self, table: Table) -> tuple[Report, Journal]:
        """Do the work in the caller's transaction, all but closing the batch."""
        report = Report(
            kind=self.kind,
            organization=self.organization.name,
            file_name=self.file_name,
            file_size=table.inspection.size,
            note=table.reader.note,
            rehearsal=self.rehearse,
            unknown_columns=table.layout.unknown,
        )
        report.loaded_before = _loaded_before(self.organization, table)
        journal = Journal(self.open_batch(table))
        context = ImportContext(self.organization, self.options, table.layout, journal, report, self.now)
        self._take_rows(context, table)
        report.outcome = _outcome(report)
        return report, journal

    def _take_rows(self, context: ImportContext, table: Table) -> None:
        importer = IMPORTERS[self.kind](context)
        if self.kind in _OF_REGISTERS and not self.rehearse and connection.features.has_select_for_update:
            hold_registers(context, open_table(self.path, COLUMNS[self.kind]).chunks())
        for chunk in table.chunks():
            importer.take(chunk)
            if self.progress:
                self.progress(chunk.done)
        importer.finish()

    def open_batch(self, table: Table) -> ImportBatch:
        """Store the batch, to be closed when its rows are there."""
        return ImportBatch.objects.create(
            organization=self.organization, kind=self.kind, month=self.options.month, file_name=self.file_name,
            file_sha256=table.inspection.sha256, file_size=table.inspection.size, reason=self.options.reason[:500],
            actor_label=self.actor.label[:200], created_at=self.now,
        )  # fmt: skip


@transaction.atomic
def _import_at_once(run: _Run, claim: Callable[[], None] | None, settle: Callable[[Report], None] | None) -> Report:
    """Do it in one transaction, which is undone unless the file is applied."""
    table = open_table(run.path, COLUMNS[run.kind])
    with transaction.atomic():
        if not run.rehearse:
            if claim:
                claim()
            lock_imports(organization_id=run.organization.pk)
        report, journal = run.read(table)
        if report.outcome == "applied":
            journal.close()
            _close_batch(journal.batch, report, actor=run.actor, now=run.now)
        else:
            transaction.set_rollback(True)
    if settle:
        settle(report)
    return report


def _import_by_copy(run: _Run, claim: Callable[[], None] | None, settle: Callable[[Report], None] | None) -> Report:
    """Do it on a private copy, then carry the result over; look again when something has changed meanwhile."""
    for _ in range(_LOOKS):
        table = open_table(run.path, COLUMNS[run.kind])
        with private_copy() as copy:
            with transaction.atomic():
                known = look(organization_id=run.organization.pk)
                report, journal = run.read(table)
                if report.outcome == "applied":
                    journal.close()
                else:
                    transaction.set_rollback(True)
            with copy.left(), rows_beside() as beside, suppress(ChangedMeanwhileError, IntegrityError):
                transfer = None
                if report.outcome == "applied":
                    transfer = Transfer(copy.path, journal.batch.pk, journal.ranges, known, beside)
                with transaction.atomic():
                    _finish(run, table, report, transfer, claim)
                    if settle:
                        settle(report)
                return report
    raise DomainError("busy", "Пока файл читался, данные всё время менялись. Повторите через минуту.")


def _finish(
    run: _Run, table: Table, report: Report, transfer: Transfer | None, claim: Callable[[], None] | None
) -> None:
    """Write what was found, in a transaction of the database itself."""
    if claim and not run.rehearse:
        claim()
    if transfer is None:
        return
    with transaction.atomic():
        lock_imports(organization_id=run.organization.pk)
        lock_months(organization_id=run.organization.pk)
        batch = run.open_batch(table)
        transfer.apply(batch)
        _close_batch(batch, report, actor=run.actor, now=run.now)


def _loaded_before(organization: ManagingOrganization, table: Table) -> list[int]:
    batches = ImportBatch.objects.filter(
        organization=organization, file_sha256=table.inspection.sha256, state=BatchState.APPLIED
    )
    return list(batches.order_by("pk").values_list("pk", flat=True))


def _outcome(report: Report) -> Outcome:
    if report.rehearsal:
        return "rehearsed"
    if report.problems:
        return "refused"
    return "unchanged" if report.changes_nothing else "applied"


def _close_batch(batch: ImportBatch, report: Report, *, actor: Actor, now: dt.datetime) -> None:
    counts = report.counts
    batch.rows_count, batch.new_count = counts.rows, counts.new
    batch.changed_count, batch.unchanged_count = counts.changed, counts.unchanged
    batch.control_sums = dict(report.sums.file)
    if batch.month is None and len(report.months) == 1:
        batch.month = report.months[0]
    batch.save()
    report.batch = batch.pk
    record_audit(
        now=now,
        actor=actor,
        action="exchange.import_file",
        target=batch,
        organization_id=batch.organization_id,
        changes={"new": [0, counts.new], "changed": [0, counts.changed]},
        reason=batch.reason,
    )
