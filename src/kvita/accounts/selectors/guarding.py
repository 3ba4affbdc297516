"""Locks and failed tries as the staff see them: those that concern their own residents and accounts."""

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass
from typing import Final

from django.db.models import Q

from kvita.accounts.enums import Alarm, AttemptOutcome
from kvita.accounts.models import LinkAttempt
from kvita.accounts.selectors.residents import known_residents, portals_of_their_own
from kvita.core.models import AuditEntry
from kvita.identity.models import Throttle, User
from kvita.identity.selectors import locks_of_people

PAGE: Final = 50
SHOWN_FOR: Final = dt.timedelta(days=30)
ALARM_SHOWN_FOR: Final = dt.timedelta(days=1)


@dataclass(frozen=True, slots=True)
class LockedResident:
    """A resident who is locked out now, by which counters, and until when."""

    user: User
    locks: list[Throttle]

    @property
    def until(self) -> dt.datetime:
        """When the last of the locks ends by itself."""
        return max(lock.window_ends_at for lock in self.locks)


@dataclass(frozen=True, slots=True)
class RaisedAlarm:
    """What the staff were told of within a day: at which portal, when, and what it means."""

    title: str
    portal: str
    at: dt.datetime
    sentence: str
    is_guessing: bool


@dataclass(frozen=True, slots=True)
class FailedTries:
    """One page of failed tries, newest first."""

    rows: list[LinkAttempt]
    page: int
    has_more: bool


def locked_residents(organization_ids: Collection[int], *, now: dt.datetime) -> list[LockedResident]:
    """Return the residents of these organisations who are locked out now, the longest first; three queries."""
    locks = locks_of_people(now=now)
    known = known_residents(organization_ids).filter(pk__in=list(locks)).distinct() if locks else []
    return sorted((LockedResident(user, locks[user.pk]) for user in known), key=lambda one: one.until, reverse=True)


def failed_tries(organization_ids: Collection[int], *, page: int = 1, now: dt.datetime) -> FailedTries:
    """Return who has failed within a month to prove a right to an account of these organisations.

    Tries at numbers that nobody has are theirs where the portal serves nobody else. Two queries.
    """
    own = Q(account__organization__in=list(organization_ids))
    nobodys = Q(account=None, portal__in=portals_of_their_own(organization_ids).values("pk"))
    rows = LinkAttempt.objects.filter(own | nobodys, at__gt=now - SHOWN_FOR).exclude(outcome=AttemptOutcome.LINKED)
    start = (max(page, 1) - 1) * PAGE
    found = list(rows.select_related("account", "user", "portal")[start : start + PAGE + 1])
    return FailedTries(found[:PAGE], max(page, 1), len(found) > PAGE)


def alarms_of_day(organization_ids: Collection[int], *, now: dt.datetime) -> list[RaisedAlarm]:
    """Return of what the staff of these organisations were told within a day, newest first, each once; one query."""
    entries = AuditEntry.objects.filter(
        organization_id__in=list(organization_ids),
        at__gt=now - ALARM_SHOWN_FOR,
        at__lte=now,
        action__in=Alarm.values,
    )
    newest: dict[tuple[str, str], RaisedAlarm] = {}
    for one in entries.order_by("-at", "-pk"):
        alarm = Alarm(one.action)
        raised = RaisedAlarm(str(alarm.label), one.object_label, one.at, one.reason, alarm.is_guessing)
        newest.setdefault((one.action, one.object_id), raised)
    return list(newest.values())
