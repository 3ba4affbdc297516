"""What staff decide about readings: accept, refuse with a reason, ask for a photo; one or many at a time."""

import datetime as dt
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet

from kvita.core.audit import Actor, record_audit
from kvita.core.errors import DomainError
from kvita.core.locks import lock_rows
from kvita.identity.models import User
from kvita.metering.enums import LIVE_STATES, ReadingAct, ReadingState
from kvita.metering.models import Reading, ReadingEvent, Register
from kvita.metering.services.notices import tell_photo_asked, tell_refused

LONGEST_REASON = 250


@dataclass(slots=True)
class ReviewOutcome:
    """`done` are the readings that this call decided; `left` those it left alone, each with the sentence that says why.

    A reading that stands already as this call wants it is in neither.
    """

    done: list[Reading] = field(default_factory=list)
    left: list[tuple[Reading, str]] = field(default_factory=list)


@transaction.atomic
def accept_readings(
    *, reading_ids: Collection[int], organization_ids: Collection[int], user: User, actor: Actor, now: dt.datetime
) -> ReviewOutcome:
    """Accept readings that are in doubt. Those of other organisations are as good as not there.

    Whoever decides first decides: a reading that somebody else has refused meanwhile is left alone.
    """
    outcome = ReviewOutcome()
    for reading in _lock(reading_ids, organization_ids):
        if reading.state == ReadingState.IN_DOUBT:
            reading.state = ReadingState.ACCEPTED
            outcome.done.append(reading)
        elif reading.state not in (ReadingState.ACCEPTED, ReadingState.COUNTED):
            outcome.left.append((reading, _why_left(reading)))
    Reading.objects.bulk_update(outcome.done, ["state"])
    _record(outcome.done, ReadingAct.ACCEPTED, user=user, actor=actor, now=now)
    return outcome


@transaction.atomic
def refuse_readings(
    *,
    reading_ids: Collection[int],
    organization_ids: Collection[int],
    reason: str,
    user: User,
    actor: Actor,
    now: dt.datetime,
    in_doubt_only: bool = False,
) -> ReviewOutcome:
    """Refuse readings that are in doubt or accepted, but not counted; the residents are told the reason.

    Left alone: what a bill has used, what somebody else has decided, and a reading on which a later one stands. With
    `in_doubt_only` (a person looks at a list of doubtful ones) also what a colleague has accepted meanwhile.
    Raises `DomainError`: "reason_missing".
    """
    told = " ".join(reason.split())[:LONGEST_REASON]
    if not told:
        raise DomainError("reason_missing", "Напишите, почему показание не принято: жилец это прочитает.")
    outcome = ReviewOutcome()
    open_states = (ReadingState.IN_DOUBT,) if in_doubt_only else (ReadingState.IN_DOUBT, ReadingState.ACCEPTED)
    for reading in _lock(reading_ids, organization_ids):
        if reading.state == ReadingState.REFUSED:
            continue
        if reading.state not in open_states:
            outcome.left.append((reading, _why_left(reading)))
        elif reading.state == ReadingState.ACCEPTED and reading.is_overtaken:  # type: ignore[attr-defined]  # annotated
            outcome.left.append((reading, "после него уже есть более новое показание"))
        else:
            reading.state, reading.reason = ReadingState.REFUSED, told
            outcome.done.append(reading)
    Reading.objects.bulk_update(outcome.done, ["state", "reason"])
    _record(outcome.done, ReadingAct.REFUSED, user=user, actor=actor, now=now, reason=told)
    tell_refused(readings=outcome.done, now=now)
    return outcome


@transaction.atomic
def ask_photos(
    *, reading_ids: Collection[int], organization_ids: Collection[int], user: User, actor: Actor, now: dt.datetime
) -> ReviewOutcome:
    """Ask the residents for photos of the dial; the readings stay as they are. Asking again changes nothing."""
    outcome = ReviewOutcome()
    for reading in _lock(reading_ids, organization_ids):
        if reading.state not in (ReadingState.IN_DOUBT, ReadingState.ACCEPTED):
            outcome.left.append((reading, _why_left(reading)))
        elif reading.photo_asked_at is None:
            reading.photo_asked_at = now
            outcome.done.append(reading)
    Reading.objects.bulk_update(outcome.done, ["photo_asked_at"])
    _record(outcome.done, ReadingAct.PHOTO_ASKED, user=user, actor=actor, now=now)
    tell_photo_asked(readings=outcome.done, now=now)
    return outcome


def _lock(reading_ids: Collection[int], organization_ids: Collection[int]) -> list[Reading]:
    """Lock the registers, as all who write readings do, then the readings, which the bills of a month lock alone."""
    mine = Reading.objects.filter(pk__in=list(reading_ids), register__meter__organization__in=list(organization_ids))
    lock_rows(Register.objects.all(), mine.values_list("register", flat=True))
    lock_rows(mine, reading_ids)
    return list(_with_later(mine).select_related("register__meter", "register__service").order_by("pk"))


def _with_later(readings: QuerySet[Reading]) -> QuerySet[Reading]:
    later = Reading.objects.filter(
        register=OuterRef("register"), state__in=LIVE_STATES, taken_on__gt=OuterRef("taken_on")
    )
    return readings.annotate(is_overtaken=Exists(later))


def _why_left(reading: Reading) -> str:
    return {
        ReadingState.ACCEPTED: "уже принято другим сотрудником",
        ReadingState.COUNTED: "уже рассчитано",
        ReadingState.REFUSED: "уже отклонено другим сотрудником",
        ReadingState.WITHDRAWN: "жилец его отменил",
        ReadingState.SUPERSEDED: "жилец уже передал другое",
    }[ReadingState(reading.state)]


def _record(
    readings: Sequence[Reading], act: ReadingAct, *, user: User, actor: Actor, now: dt.datetime, reason: str = ""
) -> None:
    """Write the journal of each reading, and one line of the audit log for each organisation."""
    ReadingEvent.objects.bulk_create(
        ReadingEvent(reading=one, at=now, act=act, user=user, reason=reason) for one in readings
    )
    for organization_id, mine in _by_organization(readings).items():
        record_audit(
            now=now,
            actor=actor,
            action=f"metering.review_{act.value.lower()}",
            target=mine[0],
            organization_id=organization_id,
            changes={"readings": [None, [one.pk for one in mine]]},
            reason=reason,
        )


def _by_organization(readings: Iterable[Reading]) -> dict[int, list[Reading]]:
    found: dict[int, list[Reading]] = {}
    for reading in readings:
        found.setdefault(reading.register.meter.organization_id, []).append(reading)
    return found
