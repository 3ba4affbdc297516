"""Reads of exchange: batches and uploads of organisations, the look of exports."""

from collections.abc import Sequence

from django.db.models import QuerySet

from kvita.exchange.exports import DEFAULT_COLUMNS, READING_COLUMNS
from kvita.exchange.models import ExportLayout, ImportBatch, ImportUpload
from kvita.housing.models import ManagingOrganization
from kvita.identity.models import User


def batches_in(organization_ids: Sequence[int]) -> QuerySet[ImportBatch]:
    """Return the batches of these organisations, newest first."""
    return ImportBatch.objects.filter(organization__in=organization_ids).select_related("organization")


def find_batch(batch_id: int, *, organization_ids: Sequence[int]) -> ImportBatch | None:
    """Return a batch of these organisations, or None."""
    return batches_in(organization_ids).filter(pk=batch_id).first()


def find_upload(upload_id: int, *, organization_ids: Sequence[int]) -> ImportUpload | None:
    """Return an uploaded file of these organisations, or None."""
    uploads = ImportUpload.objects.select_related("organization__settings", "batch")
    return uploads.filter(organization__in=organization_ids, pk=upload_id).first()


def export_layout(organization: ManagingOrganization, user: User) -> ExportLayout:
    """Return the look that this person chose last, or the usual one (not stored)."""
    found = ExportLayout.objects.filter(organization=organization, user=user).first()
    layout = found or ExportLayout(organization=organization, user=user, columns=list(DEFAULT_COLUMNS))
    layout.columns = [key for key in layout.columns if key in READING_COLUMNS]
    return layout
