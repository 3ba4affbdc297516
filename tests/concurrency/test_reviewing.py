"""Two members of staff over one reading, and a resident who corrects it at that moment: one truth."""

from pathlib import Path
from typing import Any

import pytest
from django.core.files.base import ContentFile

from kvita.core.audit import Actor
from kvita.exchange.enums import ImportKind
from kvita.exchange.kinds import ImportOptions
from kvita.exchange.models import ImportBatch
from kvita.exchange.services import apply_upload, stage_upload
from kvita.metering.enums import LIVE_STATES, ReadingState
from kvita.metering.models import Reading, ReadingEvent
from kvita.metering.services import accept_readings, count_readings, refuse_readings, submit_readings
from kvita.notifications.models import OutboxMessage
from tests.actors import Cast, make_cast
from tests.concurrency.at_once import all_at_once
from tests.factories import NOW, TODAY, make_reading, make_register

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]
ACTOR = Actor(kind="staff", label="Вера")


def decide(cast: Cast, reading: Reading, number: int) -> int:
    mine, user = [cast.organization.pk], cast.vera
    if number % 2:
        outcome = accept_readings(reading_ids=[reading.pk], organization_ids=mine, user=user, actor=ACTOR, now=NOW)
    else:
        outcome = refuse_readings(
            reading_ids=[reading.pk], organization_ids=mine, user=user, actor=ACTOR, now=NOW, reason="Проверьте цифры",
            in_doubt_only=True,
        )  # fmt: skip
    return len(outcome.done)


def test_one_of_two_decisions_stands_and_is_told_once() -> None:
    cast = make_cast()
    reading = make_reading(make_register(cast.account), "54", state=ReadingState.IN_DOUBT)
    assert sum(all_at_once(8, lambda number: decide(cast, reading, number))) == 1
    reading.refresh_from_db()
    assert reading.state == ReadingEvent.objects.get().act
    assert OutboxMessage.objects.count() == (reading.state == ReadingState.REFUSED)


def test_a_correction_at_the_moment_of_the_refusal_loses_nothing() -> None:
    cast = make_cast()
    register = make_register(cast.account)
    reading = make_reading(register, "54", state=ReadingState.IN_DOUBT)

    def work(number: int) -> object:
        if number:
            return decide(cast, reading, 0)
        return submit_readings(account=cast.account, values={register.pk: "55"}, user=cast.anna, now=NOW, today=TODAY)

    all_at_once(2, work)
    newest = Reading.objects.get(register=register, state__in=LIVE_STATES)
    assert (int(newest.value), newest.state) == (55, ReadingState.ACCEPTED.value)
    reading.refresh_from_db()
    assert reading.state in (ReadingState.REFUSED, ReadingState.SUPERSEDED)


def test_a_month_that_is_published_while_a_reading_is_refused_leaves_one_truth() -> None:
    cast = make_cast()
    register = make_register(cast.account)
    reading = make_reading(register, "54")

    def work(number: int) -> int:
        if number:
            return count_readings(organization_id=cast.organization.pk, month=reading.month, now=NOW)
        outcome = refuse_readings(
            reading_ids=[reading.pk], organization_ids=[cast.organization.pk], user=cast.vera, actor=ACTOR, now=NOW,
            reason="Проверьте цифры",
        )  # fmt: skip
        return len(outcome.done)

    assert sum(all_at_once(2, work)) == 1
    reading.refresh_from_db()
    assert reading.state in (ReadingState.COUNTED, ReadingState.REFUSED)
    assert (reading.counted_at is None) == (reading.state == ReadingState.REFUSED)


def test_an_uploaded_file_applied_from_four_sides_is_one_batch(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path
    cast = make_cast()
    register = make_register(cast.account, serial_number="77")
    text = "ЛС;№ счетчика;Дата;Показание\n551412;77;10.09.2017;5\n"
    upload = stage_upload(
        kind=ImportKind.READINGS, organization=cast.organization, options=ImportOptions(), user=cast.vera, actor=ACTOR,
        content=ContentFile(text.encode(), "a.csv"), now=NOW,
    )  # fmt: skip
    batches = {one.batch_id for one in all_at_once(4, lambda _: apply_upload(upload=upload, actor=ACTOR, now=NOW))}
    assert (len(batches), ImportBatch.objects.count(), register.readings.count()) == (1, 1, 1)
