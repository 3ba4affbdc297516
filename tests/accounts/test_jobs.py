import datetime as dt

import pytest

from kvita.accounts.enums import ApplicationState, AttemptOutcome
from kvita.accounts.jobs import KEEP_APPLICATIONS, KEEP_ATTEMPTS, purge_traces
from kvita.accounts.models import AccessApplication, LinkAttempt
from tests.actors import make_cast
from tests.factories import NOW, make_application

pytestmark = pytest.mark.django_db
SECOND = dt.timedelta(seconds=1)


def test_traces_go_when_their_time_is_over_and_not_before() -> None:
    cast = make_cast()
    for at in (NOW - KEEP_ATTEMPTS, NOW - KEEP_ATTEMPTS - SECOND):
        LinkAttempt.objects.create(at=at, portal=cast.portal, number="1", outcome=AttemptOutcome.NO_MATCH)
    old = NOW - KEEP_APPLICATIONS - SECOND
    gone = make_application(cast.portal, cast.account, state=ApplicationState.REJECTED, state_since=old)
    fresh = make_application(cast.portal, cast.account, state=ApplicationState.REJECTED, state_since=old + SECOND)
    waiting = make_application(cast.portal, cast.account, state_since=old)
    own = make_application(cast.portal, cast.account, state=ApplicationState.APPROVED, state_since=old, user=cast.anna)
    assert purge_traces(now=NOW) == (1, 1)
    assert set(AccessApplication.objects.all()) == {fresh, waiting, own}
    assert gone not in AccessApplication.objects.all()
