"""What staff are told at once: caps that are reached and waves of guesses, once a day, to whom it concerns."""

import datetime as dt
import io
from typing import Any

import pytest
from django.core.management import call_command

from kvita.accounts.enums import Alarm
from kvita.accounts.jobs import tell_of_floods
from kvita.accounts.policies import guessing
from kvita.accounts.selectors import alarms_of_day
from kvita.accounts.services import LinkClaim, link_account
from kvita.accounts.services.alarms import SENTENCES, raise_alarm
from kvita.core.audit import Actor
from kvita.core.errors import DomainError
from kvita.core.models import AuditEntry
from kvita.housing.enums import LinkingProof, StaffRole
from kvita.housing.models import Portal
from kvita.identity.enums import CodePurpose
from kvita.identity.services import CodeRules, Limit, issue_code
from kvita.notifications.enums import Channel
from kvita.notifications.models import OutboxMessage
from tests.actors import client_of
from tests.factories import NOW, make_account, make_organization, make_portal, make_resident, make_staff

pytestmark = pytest.mark.django_db(transaction=True)
DAY = dt.timedelta(days=1)
RULES = CodeRules(lifetime=dt.timedelta(hours=1), digits=4)


@pytest.fixture
def portal() -> Portal:
    organizations = [make_organization("one"), make_organization("two")]
    for number in range(4):
        make_account(organizations[0], f"{500_000 + number}", holder_name="Лебедева Нина")
    made = make_portal("first", organizations=organizations, linking_proofs=[LinkingProof.SURNAME])
    Portal.objects.filter(pk=made.pk).update(support_email="office@example.ru")
    made.refresh_from_db()
    return made


def send(realm: str, strangers: range, channel: Channel = Channel.SMS, now: dt.datetime = NOW) -> int:
    """Ask for a code for each of these strangers; return how many were sent."""
    sent = 0
    for number in strangers:
        address = f"+7917000{number:04}" if channel == Channel.SMS else f"a{number}@example.ru"
        try:
            issue_code(
                realm=realm, purpose=CodePurpose.CONFIRM_PHONE, channel=channel, address=address, rules=RULES, now=now
            )
        except DomainError:
            continue
        sent += 1
    return sent


def guess(portal: Portal, number: int, flat: str = "", *, at: str = "") -> str:
    claim = LinkClaim(f"{500_000 + number}", surname=f"Чужая{'абвг'[number]}", premise_number=flat)
    actor = Actor(kind="guest", label="тест", address=at or f"10.0.1.{number + 1}")
    user = make_resident(portal)
    try:
        link_account(user=user, portal=portal, claim=claim, now=NOW, actor=actor)
    except DomainError as error:
        return error.code
    return "linked"


def entries() -> list[tuple[str, int | None, str]]:
    rows = AuditEntry.objects.filter(action__in=Alarm.values).order_by("action", "organization_id")
    return list(rows.values_list("action", "organization_id", "reason"))


def start_page(portal: Portal, role: StaffRole = StaffRole.REGISTRAR, place: int = 0) -> str:
    organization = portal.organizations.order_by("pk")[place]
    return str(client_of(make_staff(organization, role=role), portal).get("/office/desk/").content.decode())


def test_the_last_sms_of_a_day_is_told_once_and_the_one_before_is_not(
    portal: Portal, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kvita.identity.services.budgets.SMS_OF_PORTAL", 3)
    assert (send(portal.realm, range(2)), tell_of_floods(now=NOW)) == (2, 0)
    assert (send(portal.realm, range(2, 9)), tell_of_floods(now=NOW), tell_of_floods(now=NOW)) == (1, 1, 0)
    own = sorted(portal.organizations.values_list("pk", flat=True))
    assert entries() == [(Alarm.SMS_SPENT.value, pk, SENTENCES[Alarm.SMS_SPENT]) for pk in own]
    assert OutboxMessage.objects.get(recipient="office@example.ru").subject.startswith("SMS с кодами на сегодня зак")


def test_a_flood_is_over_with_its_day_and_the_next_is_told_again(
    portal: Portal, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kvita.identity.services.budgets.SMS_OF_PORTAL", 2)
    send(portal.realm, range(2))
    assert tell_of_floods(now=NOW) == 1
    assert tell_of_floods(now=NOW + DAY + DAY) == 0
    send(portal.realm, range(2), now=NOW + DAY + DAY)
    assert tell_of_floods(now=NOW + DAY + DAY) == 1


def test_the_job_of_every_minute_tells_and_the_letter_leaves_with_it(
    portal: Portal, monkeypatch: pytest.MonkeyPatch, mailoutbox: list[Any]
) -> None:
    monkeypatch.setattr("kvita.identity.services.budgets.SMS_OF_PORTAL", 2)
    monkeypatch.setattr("kvita.web.office.management.commands.deliver_messages.current_time", lambda: NOW)
    send(portal.realm, range(2))
    call_command("deliver_messages", stdout=io.StringIO())
    assert [letter.to for letter in mailoutbox] == [["office@example.ru"]]


def test_many_letters_are_told_and_not_held_back(portal: Portal, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kvita.identity.selectors.LETTERS_WORTH_TELLING", 5)
    assert (send(portal.realm, range(4), Channel.EMAIL), tell_of_floods(now=NOW)) == (4, 0)
    assert (send(portal.realm, range(4, 9), Channel.EMAIL), tell_of_floods(now=NOW)) == (5, 1)
    assert {action for action, _, _ in entries()} == {Alarm.MANY_LETTERS.value}


def test_a_wave_of_guesses_is_told_without_an_address_of_the_support_too(
    portal: Portal, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(guessing, "FAILED_OF_PORTAL", Limit(1, guessing.MONTH))
    Portal.objects.update(support_email="")
    portal.refresh_from_db()
    assert [guess(portal, number) for number in range(4)] == ["no_match", *["flat_needed"] * 3]
    own = sorted(portal.organizations.values_list("pk", flat=True))
    assert entries() == [(Alarm.SURNAMES_GUESSED.value, pk, SENTENCES[Alarm.SURNAMES_GUESSED]) for pk in own]
    assert not OutboxMessage.objects.filter(key__startswith="alarm:").exists()


def test_guessing_flats_is_told_and_what_one_visitor_uses_up_is_not(
    portal: Portal, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(guessing, "TRIES_OF_VISITOR", Limit(1, guessing.MONTH))
    assert [guess(portal, number, "7", at="10.0.0.1") for number in range(2)] == ["no_match", "locked"]
    assert entries() == []
    monkeypatch.setattr(guessing, "TRIES_WITH_FLAT", Limit(1, guessing.MONTH))
    assert guess(portal, 2, "7") == "locked"
    assert {action for action, _, _ in entries()} == {Alarm.FLATS_GUESSED.value}


def test_the_first_page_of_the_desk_tells_those_whom_it_concerns_for_a_day(
    portal: Portal, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = make_portal("other", organizations=[make_organization("three")])
    monkeypatch.setattr("kvita.web.middleware.current_time", lambda: NOW + DAY / 2)
    raise_alarm(portal=portal, alarm=Alarm.SURNAMES_GUESSED, now=NOW)
    told = "Подбирают лицевые счета"
    assert [start_page(portal, place=place).count(told) for place in (0, 1)] == [1, 1]
    assert told not in start_page(other)
    monkeypatch.setattr("kvita.web.middleware.current_time", lambda: NOW + DAY)
    assert told not in start_page(portal)


@pytest.mark.parametrize(
    ("alarm", "role", "leads"),
    [
        (Alarm.SURNAMES_GUESSED, StaffRole.REGISTRAR, True),
        (Alarm.SURNAMES_GUESSED, StaffRole.ACCOUNTANT, False),
        (Alarm.SMS_SPENT, StaffRole.REGISTRAR, False),
    ],
)
def test_the_line_leads_to_the_tries_where_they_are_and_may_be_seen(
    portal: Portal, monkeypatch: pytest.MonkeyPatch, alarm: Alarm, role: StaffRole, *, leads: bool
) -> None:
    monkeypatch.setattr("kvita.web.middleware.current_time", lambda: NOW)
    raise_alarm(portal=portal, alarm=alarm, now=NOW)
    assert ("Кто и что пробовал" in start_page(portal, role)) is leads


def test_somebody_of_both_organisations_reads_an_alarm_once(portal: Portal) -> None:
    raise_alarm(portal=portal, alarm=Alarm.SMS_SPENT, now=NOW)
    assert len(alarms_of_day(portal.organizations.values_list("pk", flat=True), now=NOW)) == 1
