"""Every two acts that touch a month, an account, an application, a scale or a payment, pressed at the same moment.

Nobody gets a page of an error, nobody is told of a deadlock, and there is one truth at the end. The suite takes two
rounds of some pairs; `KVITA_PAIRS=all` runs every pair ten times (docs/locks.md).
"""

import os
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from django.db.models import Count

from kvita.accounts.enums import ApplicationState, LinkState
from kvita.accounts.models import AccountLink
from kvita.billing.enums import PeriodState
from kvita.billing.models import Statement
from kvita.metering.enums import LIVE_STATES
from kvita.metering.models import Reading
from tests.actors import client_of
from tests.concurrency.acts import ACTS, Scene, make_scene, pairs
from tests.concurrency.at_once import all_at_once
from tests.factories import NOW

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("summary")]
IS_WHOLE = os.environ.get("KVITA_PAIRS") == "all"
ROUNDS = 10 if IS_WHOLE else 2
TOLD = (200, 302, 404, 409, 422)  # done, or a page that says in words why not
CHOSEN = pairs() if IS_WHOLE else pairs()[::9]


@pytest.fixture(autouse=True)
def clock(monkeypatch: pytest.MonkeyPatch, settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path
    monkeypatch.setattr("kvita.web.middleware.current_time", lambda: NOW)


@pytest.mark.parametrize("pair", CHOSEN, ids=" + ".join)
def test_two_at_once_leave_one_truth(pair: tuple[str, str], retries: Counter[str]) -> None:
    for _ in range(ROUNDS):
        scene = make_scene()
        browsers = [(client_of(scene.resident, scene.portal), client_of(scene.staff, scene.portal)) for _ in pair]
        for one in (client for both in browsers for client in both):
            one.raise_request_exception = False

        def press(number: int, scene: Scene = scene, browsers: Any = browsers) -> int:
            return ACTS[pair[number]](scene, *browsers[number])

        answers = all_at_once(2, press)
        assert set(answers) <= set(TOLD), (pair, answers)
        check(scene)
    assert retries.total() <= ROUNDS, (pair, retries)


def check(scene: Scene) -> None:
    """What is true after whatever has happened."""
    current = Statement.objects.filter(account=scene.account, is_current=True)
    assert current.count() <= 1
    for statement in current:
        assert sum(line.closing.kopecks for line in statement.lines.all()) == statement.closing.kopecks
        is_corrected = statement.version > 1
        assert is_corrected == bool(statement.correction_reason)
    readings = Reading.objects.filter(register__in=scene.registers, state__in=LIVE_STATES)
    twice = readings.values("register", "taken_on").annotate(count=Count("pk")).filter(count__gt=1)
    assert not twice
    if current and (period := current[0].period).state == PeriodState.OPEN:
        assert not readings.filter(counted_in=period.month, counted_at=None)
    scene.approved.refresh_from_db()
    links = AccountLink.objects.filter(account=scene.account, state=LinkState.ACTIVE, proof__contains="заявка")
    is_in = scene.approved.completed_at is not None
    mine = links.filter(user=scene.approved.user_id) if scene.approved.user_id else links.none()
    assert is_in == mine.exists()
    assert not is_in or scene.approved.state == ApplicationState.APPROVED


@pytest.mark.parametrize("act", ACTS)
def test_each_act_alone_does_what_it_says(act: str) -> None:
    scene = make_scene()
    while scene.statement.period.state != PeriodState.PUBLISHED:
        scene = make_scene()
    if act in ("publish", "roll back"):
        scene = make_scene()
    answer = ACTS[act](scene, client_of(scene.resident, scene.portal), client_of(scene.staff, scene.portal))
    assert answer in (200, 302)
