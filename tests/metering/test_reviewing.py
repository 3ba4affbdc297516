"""Staff decide: accept, refuse with a reason that reaches the residents, ask for a photo."""

import datetime as dt
from collections.abc import Callable
from functools import partial

import pytest

from kvita.core.audit import Actor
from kvita.core.errors import DomainError
from kvita.core.models import AuditEntry
from kvita.metering.enums import ReadingAct, ReadingState
from kvita.metering.models import Reading, ReadingEvent, Register
from kvita.metering.services import ReviewOutcome, accept_readings, ask_photos, refuse_readings
from kvita.notifications.models import OutboxMessage
from tests.actors import Cast, make_cast
from tests.factories import NOW, make_reading, make_register

pytestmark = pytest.mark.django_db

Decide = Callable[..., ReviewOutcome]


@pytest.fixture
def cast() -> Cast:
    return make_cast()


@pytest.fixture
def register(cast: Cast) -> Register:
    return make_register(cast.account, serial_number="18851987к")


@pytest.fixture
def doubtful(register: Register) -> Reading:
    make_reading(register, "54", dt.date(2017, 8, 20))
    return make_reading(register, "3012", state=ReadingState.IN_DOUBT)


def decide(service: Decide, cast: Cast, *readings: Reading, **options: object) -> ReviewOutcome:
    user = options.pop("user", cast.vera)
    return service(
        reading_ids=[one.pk for one in readings],
        organization_ids=[cast.organization.pk],
        user=user,
        actor=Actor(kind="staff", label="Вера"),
        now=NOW,
        **options,
    )


refuse: Decide = partial(decide, refuse_readings, reason="Проверьте цифры до запятой")
accept: Decide = partial(decide, accept_readings)
ask: Decide = partial(decide, ask_photos)


def state_of(reading: Reading) -> str:
    return Reading.objects.get(pk=reading.pk).state


def test_accepting_leaves_a_line_in_the_journal_and_in_the_audit_log(cast: Cast, doubtful: Reading) -> None:
    assert [one.pk for one in accept(cast, doubtful).done] == [doubtful.pk]
    event = ReadingEvent.objects.get()
    assert (state_of(doubtful), event.act, event.user) == ("ACCEPTED", ReadingAct.ACCEPTED.value, cast.vera)
    assert AuditEntry.objects.get().action == "metering.review_accepted"
    assert OutboxMessage.objects.count() == 0


def test_a_refusal_reaches_the_resident_with_its_reason(cast: Cast, doubtful: Reading) -> None:
    refuse(cast, doubtful)
    letter = OutboxMessage.objects.get()
    assert letter.recipient == "anna@example.ru"
    assert "18851987к: 3\u00a0012. Проверьте цифры до запятой" in letter.text
    reading = Reading.objects.get(pk=doubtful.pk)
    assert (reading.state, reading.reason) == (ReadingState.REFUSED.value, "Проверьте цифры до запятой")
    assert ReadingEvent.objects.get().reason == "Проверьте цифры до запятой"


def test_a_refusal_without_a_reason_is_none(cast: Cast, doubtful: Reading) -> None:
    with pytest.raises(DomainError, match="почему показание не принято"):
        refuse(cast, doubtful, reason=" \n ")
    assert state_of(doubtful) == ReadingState.IN_DOUBT


def test_asking_for_a_photo_is_told_once(cast: Cast, doubtful: Reading) -> None:
    ask(cast, doubtful)
    again = ask(cast, doubtful)
    assert (again.done, again.left) == ([], [])
    assert Reading.objects.get(pk=doubtful.pk).photo_asked_at == NOW
    assert "фото" in OutboxMessage.objects.get().text
    assert state_of(doubtful) == ReadingState.IN_DOUBT


def test_many_are_decided_in_one_call_and_one_letter_an_account(cast: Cast, doubtful: Reading) -> None:
    other = make_reading(make_register(cast.account), "9", state=ReadingState.IN_DOUBT)
    third = make_reading(make_register(cast.boris_account), "7", state=ReadingState.IN_DOUBT)
    assert len(refuse(cast, doubtful, other, third).done) == 3
    assert sorted(OutboxMessage.objects.values_list("recipient", flat=True)) == ["anna@example.ru", "boris@example.ru"]
    assert AuditEntry.objects.count() == 1


@pytest.mark.parametrize(
    ("state", "why"),
    [
        (ReadingState.COUNTED, "рассчитано"),
        (ReadingState.WITHDRAWN, "отменил"),
        (ReadingState.SUPERSEDED, "передал другое"),
    ],
)
def test_what_is_past_deciding_is_left_alone_with_the_reason(
    cast: Cast, doubtful: Reading, state: str, why: str
) -> None:
    Reading.objects.filter(pk=doubtful.pk).update(state=state)
    ((left, told),) = refuse(cast, doubtful).left
    assert (left.pk, why in told, state_of(doubtful)) == (doubtful.pk, True, state)
    assert OutboxMessage.objects.count() == 0


def test_who_decides_first_decides(cast: Cast, doubtful: Reading) -> None:
    refuse(cast, doubtful)
    ((_, told),) = accept(cast, doubtful).left
    assert (told, state_of(doubtful)) == ("уже отклонено другим сотрудником", "REFUSED")


def test_an_accepted_reading_can_be_refused_until_a_later_one_stands_on_it(cast: Cast, register: Register) -> None:
    first, second = make_reading(register, "54", dt.date(2017, 9, 1)), make_reading(register, "56")
    ((left, _),) = refuse(cast, first, second).left
    assert (left.pk, state_of(first), state_of(second)) == (first.pk, "ACCEPTED", "REFUSED")


def test_readings_of_another_organization_do_not_exist(cast: Cast) -> None:
    foreign = make_reading(make_register(cast.daria_account), "5", state=ReadingState.IN_DOUBT)
    outcome = accept(cast, foreign)
    assert (outcome.done, outcome.left, state_of(foreign)) == ([], [], "IN_DOUBT")
