"""Readings that a file replaces."""

from collections.abc import Collection

from django.db import transaction

from kvita.core.errors import DomainError
from kvita.metering.enums import ReadingState
from kvita.metering.models import Reading


@transaction.atomic
def supersede_readings(*, reading_ids: Collection[int], reason: str) -> None:
    """Let these readings step aside for others of the same register and day; they stay in the journal with the reason.

    They were read earlier in the caller's transaction and may have been withdrawn, replaced or counted since: then
    nothing is written, and the caller has to look again. Raises `DomainError` "readings_changed".
    """
    ids = set(reading_ids)
    replaceable = Reading.objects.filter(pk__in=ids, state__in=(ReadingState.ACCEPTED, ReadingState.IN_DOUBT))
    if replaceable.update(state=ReadingState.SUPERSEDED, reason=reason) != len(ids):
        raise readings_changed()


def readings_changed() -> DomainError:
    """Return the refusal for who has read readings that somebody has changed since."""
    return DomainError(
        "readings_changed",
        "Пока файл загружался, часть показаний изменили: их отменили, заменили или рассчитали. Загрузите файл ещё раз.",
    )
