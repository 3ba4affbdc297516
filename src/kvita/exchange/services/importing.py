"""Brings a file in: rehearses it, or applies it in one transaction."""

import datetime as dt
from collections.abc import Callable
from pathlib import Path

from django.db import transaction

from kvita.core.audit import Actor, record_audit
from kvita.exchange.enums import BatchState, ImportKind
from kvita.exchange.journal import Journal
from kvita.exchange.kinds import COLUMNS, IMPORTERS, ImportContext, ImportOptions
from kvita.exchange.models import ImportBatch
from kvita.exchange.readers import Table, open_table
from kvita.exchange.reports import Outcome, Report
from kvita.exchange.services.locking import lock_imports
from kvita.housing.models import ManagingOrganization

Progress = Callable[[int], None]


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
) -> Report:
    """Read a file and store what it says, or, with `rehearse`, only find out what it would change.

    Both do the same work in one transaction, which is undone unless the file is applied: so the figures of a rehearsal
    are those of the import. A file with a wrong row, or one that changes nothing, leaves nothing behind. `progress` is
    called with the per cent of the file read. `file_name` is what the file was called where it came from.

    Raises `DomainError` when the file cannot be taken at all (see `kvita.exchange.readers`) or a rule refuses it as a
    whole: "period_closed", "reason_missing".
    """
    table = open_table(path, COLUMNS[kind])
    name = (file_name or path.name)[:250]
    report = Report(
        kind=kind,
        organization=organization.name,
        file_name=name,
        file_size=table.inspection.size,
        note=table.reader.note,
        rehearsal=rehearse,
        unknown_columns=table.layout.unknown,
    )
    with transaction.atomic():
        lock_imports(organization_id=organization.pk)
        report.loaded_before = _loaded_before(organization, table)
        batch = ImportBatch.objects.create(
            organization=organization, kind=kind, month=options.month, file_name=name,
            file_sha256=table.inspection.sha256, file_size=table.inspection.size, reason=options.reason[:500],
            actor_label=actor.label[:200], created_at=now,
        )  # fmt: skip
        journal = Journal(batch)
        context = ImportContext(organization, options, table.layout, journal, report, now)
        _run(kind, context, table, progress)
        report.outcome = _outcome(report)
        if report.outcome == "applied":
            journal.close()
            _close_batch(batch, report, actor=actor, now=now)
        else:
            transaction.set_rollback(True)
    return report


def _loaded_before(organization: ManagingOrganization, table: Table) -> list[int]:
    batches = ImportBatch.objects.filter(
        organization=organization, file_sha256=table.inspection.sha256, state=BatchState.APPLIED
    )
    return list(batches.order_by("pk").values_list("pk", flat=True))


def _run(kind: ImportKind, context: ImportContext, table: Table, progress: Progress | None) -> None:
    importer = IMPORTERS[kind](context)
    for chunk in table.chunks():
        importer.take(chunk)
        if progress:
            progress(chunk.done)
    importer.finish()


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
