"""Ending links: one's own with a way back, and those of others by who may decide."""

import datetime as dt

import pytest

from kvita.accounts.enums import LinkState
from kvita.accounts.models import AccountLink
from kvita.accounts.policies import RESTORE_WITHIN
from kvita.accounts.services import restore_link, revoke_link, unlink_account
from kvita.core.audit import SYSTEM
from kvita.core.errors import DomainError
from kvita.core.models import AuditEntry
from kvita.identity.models import User
from kvita.notifications.models import OutboxMessage
from tests.actors import Cast, make_cast
from tests.factories import NOW, make_link, make_resident

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast() -> Cast:
    return make_cast()


def unlink(cast: Cast) -> AccountLink:
    return unlink_account(user=cast.anna, account_id=cast.account.pk, now=NOW, actor=SYSTEM)


def restore(user: User, link: AccountLink, now: dt.datetime = NOW) -> AccountLink:
    return restore_link(user=user, link_id=link.pk, now=now, actor=SYSTEM)


def test_unlinking_twice_is_once(cast: Cast) -> None:
    assert unlink(cast) == unlink(cast)
    assert AuditEntry.objects.filter(action="accounts.unlink_account").count() == 1


def test_within_a_day_it_is_taken_back(cast: Cast) -> None:
    link = restore(cast.anna, unlink(cast), NOW + RESTORE_WITHIN)
    assert (link.state, link.revoked_at, link.revoked_by) == (LinkState.ACTIVE, None, None)


def test_later_it_is_not(cast: Cast) -> None:
    with pytest.raises(DomainError) as late:
        restore(cast.anna, unlink(cast), NOW + RESTORE_WITHIN + dt.timedelta(seconds=1))
    assert late.value.code == "restore_late"


def test_nobody_elses_link_is_touched(cast: Cast) -> None:
    with pytest.raises(DomainError):
        unlink_account(user=cast.boris, account_id=cast.account.pk, now=NOW, actor=SYSTEM)
    with pytest.raises(DomainError):
        restore(cast.boris, unlink(cast))


def test_what_somebody_else_has_closed_is_not_opened_again_by_oneself(cast: Cast) -> None:
    late = make_link(make_resident(cast.portal), cast.account)
    AccountLink.objects.filter(pk=late.pk).update(activated_at=NOW + dt.timedelta(days=1))
    revoke_link(link_id=late.pk, by=cast.anna, now=NOW, actor=SYSTEM)
    with pytest.raises(DomainError) as refused:
        restore(late.user, late)
    assert refused.value.code == "restore_late"
    assert OutboxMessage.objects.get().recipient == late.user.email


def test_who_came_later_cannot_close_the_access_of_who_was_first(cast: Cast) -> None:
    late = make_resident(cast.portal)
    AccountLink.objects.filter(pk=make_link(late, cast.account).pk).update(activated_at=NOW + dt.timedelta(days=1))
    first = AccountLink.objects.get(user=cast.anna)
    for stranger in (late, cast.boris):
        with pytest.raises(DomainError) as refused:
            revoke_link(link_id=first.pk, by=stranger, now=NOW, actor=SYSTEM)
        assert refused.value.code == "link_unknown"
