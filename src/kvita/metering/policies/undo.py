"""Whose word replaces whose, and until when a reading may be taken back (D16)."""

import datetime as dt
from typing import Final

from kvita.calc.period import Month
from kvita.housing.enums import ReadingUndo
from kvita.housing.models import OrganizationSettings
from kvita.identity.models import User
from kvita.metering.enums import ReadingSource, ReadingState
from kvita.metering.models import Reading
from kvita.metering.policies.windows import SubmissionWindow, days_of

# A lower one never overwrites a higher one; equals replace each other.
SOURCE_RANK: Final[dict[ReadingSource, int]] = {
    ReadingSource.CABINET: 1,
    ReadingSource.PHONE: 1,
    ReadingSource.API: 1,
    ReadingSource.FILE: 2,
    ReadingSource.OFFICE: 2,
    ReadingSource.CONTROLLER: 3,
}


def may_replace(existing: str, incoming: str) -> bool:
    """Tell whether a reading from `incoming` may stand in place of one from `existing`."""
    return SOURCE_RANK[ReadingSource(incoming)] >= SOURCE_RANK[ReadingSource(existing)]


def can_withdraw(
    reading: Reading,
    *,
    settings: OrganizationSettings,
    user: User,
    today: dt.date,
    window: SubmissionWindow | None = None,
) -> bool:
    """Tell whether a resident may take a reading back today: it came from the cabinet and is not counted yet.

    `window` is that of the register for the month of the reading, where it has days of submission of its own.
    """
    undo = ReadingUndo(settings.reading_undo)
    if undo is ReadingUndo.NEVER or reading.source != ReadingSource.CABINET:
        return False
    if reading.state not in (ReadingState.ACCEPTED, ReadingState.IN_DOUBT):
        return False
    if undo is ReadingUndo.UNTIL_SIGN_OUT:
        signed_in_at = user.last_login
        return reading.submitted_by_id == user.pk and signed_in_at is not None and reading.received_at >= signed_in_at
    closes_on = (window or days_of(settings).of(Month.of(reading.month))).closes_on
    return undo is ReadingUndo.UNTIL_COUNTED or today <= closes_on
