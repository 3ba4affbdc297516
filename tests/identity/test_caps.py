"""What goes to strangers is capped: for a recipient, a visitor and a portal."""

import datetime as dt
from collections import Counter

import pytest

from kvita.core.errors import DomainError
from kvita.identity.enums import CodePurpose
from kvita.identity.policies import SMS_OF_PORTAL
from kvita.identity.services import CodeRules, issue_code
from kvita.identity.services.budgets import CODES_OF_RECIPIENT, SMS_OF_VISITOR
from kvita.notifications.enums import Channel
from tests.factories import NOW

pytestmark = pytest.mark.django_db
RULES = CodeRules(lifetime=dt.timedelta(hours=1), digits=4, wait=dt.timedelta(0), per_address=1_000)


def ask(phone: str, ip: str | None, *, realm: str = "uigkh", purpose: CodePurpose = CodePurpose.CONFIRM_PHONE) -> str:
    try:
        issue_code(realm=realm, purpose=purpose, channel=Channel.SMS, address=phone, rules=RULES, now=NOW, ip=ip)
    except DomainError as error:
        return error.code
    return "sent"


def test_one_visitor_sends_few_sms_whatever_the_phones() -> None:
    answers = Counter(ask(f"+7917000{number:04}", f"2001:db8::{number + 1:x}") for number in range(90))
    assert answers == {"sent": SMS_OF_VISITOR, "code_limit": 90 - SMS_OF_VISITOR}


def test_one_portal_sends_so_many_sms_a_day_from_wherever() -> None:
    answers = Counter(ask(f"+7917000{number:04}", f"10.0.{number >> 8}.{number & 255}") for number in range(520))
    assert answers == {"sent": SMS_OF_PORTAL, "code_limit": 520 - SMS_OF_PORTAL}
    assert ask("+79170009999", "10.9.9.9", realm="uk") == "sent"


def test_one_recipient_gets_few_codes_over_all_portals_and_purposes() -> None:
    answers: Counter[str] = Counter()
    for number in range(40):
        realm = ("uigkh", "uk")[number % 2]
        purpose = (CodePurpose.CONFIRM_PHONE, CodePurpose.RESET_PASSWORD)[number // 2 % 2]
        answers[ask("+79170000001", f"10.0.0.{number}", realm=realm, purpose=purpose)] += 1
    assert answers == {"sent": CODES_OF_RECIPIENT, "code_limit": 40 - CODES_OF_RECIPIENT}
