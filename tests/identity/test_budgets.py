"""What strangers order to an address does not use up what its owner needs."""

import datetime as dt

import pytest

from kvita.core.audit import SYSTEM
from kvita.core.errors import DomainError
from kvita.identity.enums import CodePurpose
from kvita.identity.models import User
from kvita.identity.selectors import locks_of_people
from kvita.identity.services import CodeRules, issue_code, lift_locks, recover_staff
from kvita.identity.services.budgets import OF_JOINING, OF_KNOWN_BROWSER, OF_RECOVERY, RECOVERY_OF_VISITOR
from kvita.notifications.enums import Channel
from tests.factories import NOW, make_organization, make_portal, make_resident, make_staff

pytestmark = pytest.mark.django_db
RULES = CodeRules(lifetime=dt.timedelta(hours=1), wait=dt.timedelta(0), per_address=1_000, per_user=1_000)
ANNA = "anna@example.ru"


def ask(purpose: CodePurpose, ip: str, *, realm: str = "innova", address: str = ANNA, known: bool = False) -> str:
    try:
        issue_code(
            realm=realm,
            purpose=purpose,
            channel=Channel.EMAIL,
            address=address,
            rules=RULES,
            now=NOW,
            ip=ip,
            known=known,
        )
    except DomainError as error:
        return error.code
    return "sent"


def flood(purpose: CodePurpose, count: int) -> list[str]:
    return [ask(purpose, f"198.51.100.{number}", realm=("ugra", "tszh")[number % 2]) for number in range(count)]


def test_registrations_of_strangers_leave_the_recovery_alone() -> None:
    assert flood(CodePurpose.CONFIRM_EMAIL, 40).count("sent") == OF_JOINING
    assert ask(CodePurpose.RESET_PASSWORD, "203.0.113.1") == "sent"


def test_one_visitor_orders_few_and_leaves_the_rest_to_others() -> None:
    answers = [ask(CodePurpose.RESET_PASSWORD, "198.51.100.1") for _ in range(10)]
    assert answers.count("sent") == RECOVERY_OF_VISITOR
    assert ask(CodePurpose.RESET_PASSWORD, "203.0.113.1") == "sent"


def test_a_browser_that_is_known_has_a_reserve() -> None:
    assert flood(CodePurpose.RESET_PASSWORD, 30).count("sent") == OF_RECOVERY
    assert ask(CodePurpose.RESET_PASSWORD, "203.0.113.1") == "code_limit"
    answers = [ask(CodePurpose.RESET_PASSWORD, "203.0.113.1", known=True) for _ in range(9)]
    assert answers.count("sent") == OF_KNOWN_BROWSER


def test_staff_are_recovered_whatever_is_ordered_to_their_address_at_portals() -> None:
    vera = make_staff(make_organization(), "vera")
    vera.email = "vera@example.ru"
    vera.save()
    for number in range(30):
        for purpose in (CodePurpose.CONFIRM_EMAIL, CodePurpose.RESET_PASSWORD):
            ask(purpose, f"198.51.100.{number}", address="vera@example.ru")
    recover_staff(name="vera", link_of=str, now=NOW, ip="203.0.113.1")


def test_the_desk_and_the_console_see_and_lift_a_spent_day() -> None:
    anna: User = make_resident(make_portal(), ANNA)
    flood(CodePurpose.RESET_PASSWORD, 30)
    assert anna.pk in locks_of_people(now=NOW)
    lift_locks(user=anna, reason="позвонила", organization_id=None, actor=SYSTEM, now=NOW)
    assert anna.pk not in locks_of_people(now=NOW)
    assert ask(CodePurpose.RESET_PASSWORD, "198.51.100.1") == "sent"
