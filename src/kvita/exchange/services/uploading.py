"""Files that come by a page: kept, rehearsed at once, applied when a person says so."""

import datetime as dt
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from django.core.files import File

from kvita.core.audit import Actor
from kvita.core.errors import DomainError
from kvita.core.locks import lock_rows
from kvita.exchange.enums import ImportKind
from kvita.exchange.kinds import ImportOptions
from kvita.exchange.models import ImportUpload
from kvita.exchange.reports import Report, as_json
from kvita.exchange.services.importing import import_file
from kvita.housing.models import ManagingOrganization
from kvita.identity.models import User

LARGEST_UPLOAD: Final = 100 * 1024**2  # bytes; larger files are brought in on the server
KEPT_FOR: Final = dt.timedelta(days=7)
SHOWN_PROBLEMS: Final = 200


def stage_upload(
    *,
    kind: ImportKind,
    organization: ManagingOrganization,
    options: ImportOptions,
    content: "File[bytes]",
    user: User,
    actor: Actor,
    now: dt.datetime,
) -> ImportUpload:
    """Keep a file and rehearse it. Nothing of the organisation's data changes.

    Raises `DomainError`: "file_large", or why the file cannot be taken at all; then it is not kept.
    """
    if content.size > LARGEST_UPLOAD:
        raise DomainError("file_large", f"Файл больше {LARGEST_UPLOAD // 1024**2} МБ. Разделите его на части.")
    _forget_old(organization, now)
    upload = ImportUpload(
        organization=organization, kind=kind, month=options.month, reason=options.reason[:500],
        replace=options.replace, create_services=options.create_services,
        file_name=Path(content.name or "файл").name[-250:], uploaded_by=user, created_at=now,
    )  # fmt: skip
    upload.file.save("", content, save=False)
    try:
        report = _run(upload, rehearse=True, actor=actor, now=now)
        _keep_report(upload, report)
        upload.save()
    except BaseException:
        upload.file.delete(save=False)
        raise
    return upload


class _AlreadyError(Exception):
    """Somebody has applied the file meanwhile."""


def apply_upload(*, upload: ImportUpload, actor: Actor, now: dt.datetime) -> ImportUpload:
    """Bring the rehearsed file in; a second call changes nothing and returns the same batch.

    Raises `DomainError`: "upload_gone", "rows_wrong" (the data have changed since the rehearsal), or why the file
    cannot be taken as a whole.
    """
    uploads = ImportUpload.objects.select_related("organization__settings")
    found = uploads.filter(pk=upload.pk).first()
    if found is None:
        raise _gone()
    if _is_done(found):
        return found

    def claim() -> None:
        locked = lock_rows(ImportUpload.objects.all(), [found.pk])
        if not locked:
            raise _gone()
        if _is_done(locked[0]):
            raise _AlreadyError

    def settle(report: Report) -> None:
        _keep_report(found, report)
        found.batch_id = report.batch
        found.save()

    try:
        _run(found, rehearse=False, actor=actor, now=now, claim=claim, settle=settle)
    except _AlreadyError:
        return uploads.get(pk=found.pk)
    return found


def _is_done(upload: ImportUpload) -> bool:
    return upload.batch_id is not None or upload.report.get("outcome") == "unchanged"


def _gone() -> DomainError:
    return DomainError("upload_gone", "Этого файла больше нет. Загрузите его ещё раз.")


def _run(
    upload: ImportUpload,
    *,
    rehearse: bool,
    actor: Actor,
    now: dt.datetime,
    claim: Callable[[], None] | None = None,
    settle: Callable[[Report], None] | None = None,
) -> Report:
    return import_file(
        kind=ImportKind(upload.kind),
        path=Path(upload.file.path),
        organization=upload.organization,
        options=ImportOptions(
            month=upload.month,
            reason=upload.reason,
            replace=upload.replace,
            create_services=upload.create_services,
        ),
        rehearse=rehearse,
        actor=actor,
        now=now,
        file_name=upload.file_name,
        claim=claim,
        settle=settle,
    )


def _keep_report(upload: ImportUpload, report: Report) -> None:
    told = as_json(report)
    told["problems"] = told["problems"][:SHOWN_PROBLEMS]
    upload.report = told
    if report.problems:
        with TemporaryDirectory() as directory:
            path = Path(directory) / "problems.csv"
            report.problems.save_csv(path)
            with path.open("rb") as file:
                upload.problems_file.save("", File(file), save=False)


def _forget_old(organization: ManagingOrganization, now: dt.datetime) -> None:
    """Delete files that came a week ago: they hold personal data, and batches do not need them."""
    for old in ImportUpload.objects.filter(organization=organization, created_at__lt=now - KEPT_FOR):
        for kept in (old.file, old.problems_file):
            if kept:
                kept.delete(save=False)
        old.delete()
