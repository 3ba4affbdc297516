"""What is swept away regularly: a question is kept as long as somebody may come back to it (152-ФЗ, art. 5 part 7)."""

import datetime as dt
from typing import Final

from kvita.service_requests.models import SupportQuestion

KEEP_QUESTIONS: Final = dt.timedelta(days=365)


def purge_questions(*, now: dt.datetime) -> int:
    """Delete the questions before the sign-in that are older than a year; return how many."""
    return SupportQuestion.objects.filter(asked_at__lt=now - KEEP_QUESTIONS).delete()[0]
