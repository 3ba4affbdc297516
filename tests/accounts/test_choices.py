"""What residents choose is kept for them alone, and read by whoever sends."""

import pytest

from kvita.accounts.enums import LinkState
from kvita.accounts.selectors import delivery_choices_of, links_for, message_choices_of, message_choices_of_users
from kvita.accounts.services import choose_delivery, choose_messages
from kvita.core.audit import Actor
from kvita.core.errors import DomainError
from kvita.core.models import AuditEntry
from kvita.housing.enums import BillDelivery, NotificationSubject
from kvita.notifications.enums import Channel
from tests.actors import Cast, make_cast
from tests.factories import NOW, make_link

pytestmark = pytest.mark.django_db

ACTOR = Actor(kind="resident", label="Анна")
DEBT, BILL = NotificationSubject.DEBT, NotificationSubject.BILL


@pytest.fixture
def cast() -> Cast:
    return make_cast()


def test_unasked_letters_may_come_and_sms_may_not(cast: Cast) -> None:
    choices = message_choices_of(cast.anna)
    assert choices.allow(Channel.EMAIL, DEBT)
    assert not choices.allow(Channel.SMS, DEBT)


def test_a_subject_has_the_word_over_the_whole_channel(cast: Cast) -> None:
    choose_messages(user=cast.anna, choices={(Channel.EMAIL, ""): False, (Channel.EMAIL, DEBT): True}, now=NOW)
    choose_messages(user=cast.anna, choices={(Channel.SMS, ""): True}, now=NOW)
    choices = message_choices_of(cast.anna)
    assert choices.allow(Channel.EMAIL, DEBT)
    assert not choices.allow(Channel.EMAIL, BILL)
    assert choices.allow(Channel.SMS, BILL)


def test_the_last_choice_counts_and_is_ones_own(cast: Cast) -> None:
    for wanted in (True, False):
        choose_messages(user=cast.anna, choices={(Channel.EMAIL, DEBT): wanted}, now=NOW)
    both = message_choices_of_users([cast.anna.pk, cast.boris.pk])
    assert not both[cast.anna.pk].allow(Channel.EMAIL, DEBT)
    assert both[cast.boris.pk].allow(Channel.EMAIL, DEBT)


def test_delivery_is_kept_by_link_and_leaves_a_trace(cast: Cast) -> None:
    for _ in range(2):
        choose_delivery(user=cast.anna, account_id=cast.account.pk, ways=[BillDelivery.EMAIL], actor=ACTOR, now=NOW)
    (link,) = links_for(cast.anna, portal_id=cast.portal.pk)
    assert delivery_choices_of([link]) == {link.pk: [BillDelivery.EMAIL]}
    assert AuditEntry.objects.filter(action="accounts.choose_delivery").count() == 1


def test_nobody_chooses_for_an_account_that_they_do_not_see(cast: Cast) -> None:
    make_link(cast.anna, cast.boris_account, LinkState.REVOKED)
    with pytest.raises(DomainError):
        choose_delivery(user=cast.anna, account_id=cast.boris_account.pk, ways=[], actor=ACTOR, now=NOW)
