"""Codes, passwords and links that open something stay in the outbox no longer than they have to."""

import datetime as dt
import inspect
import re
from collections.abc import Callable
from typing import Any

import pytest

from kvita.accounts.models import AccessApplication
from kvita.accounts.services import (
    Applicant,
    LinkClaim,
    approve_application,
    resend_application_code,
    send_phone_code,
    submit_application,
)
from kvita.core.audit import Actor
from kvita.housing.enums import ApprovalMode, PasswordOrigin
from kvita.housing.models import Portal
from kvita.identity.services import CodeRules, start_email_change
from kvita.notifications.jobs import RefusedError, deliver_due_messages
from kvita.notifications.models import OutboxMessage
from kvita.notifications.services import enqueue_message
from tests.factories import NOW, make_account, make_organization, make_portal, make_resident, make_staff

pytestmark = pytest.mark.django_db(transaction=True)
OFFICE = Actor(kind="staff", label="Юлия")
GUEST = Actor(kind="guest", label="без входа", address="192.0.2.1")
HOUR = dt.timedelta(hours=1)


def found(pattern: str, text: str) -> str:
    match = re.search(pattern, text)
    assert match
    return match.group(1)


def approved(portal: Portal, **applicant: Any) -> AccessApplication:
    organization = portal.organizations.get()
    make_account(organization, "1000123456")
    application = submit_application(
        portal=portal,
        claim=LinkClaim(number="1000123456", full_name="Хасанова Алия"),
        applicant=Applicant(**{"phone": "+79172227788", **applicant}),
        now=NOW,
        actor=GUEST,
    )
    approve_application(application_id=application.pk, by=make_staff(organization), now=NOW, actor=OFFICE)
    return application


def staffed(**settings: Any) -> Portal:
    values = {"approval_mode": ApprovalMode.STAFF, **settings}
    return make_portal(organizations=[make_organization()], **values)


def one_time_password() -> str:
    approved(staffed(password_origin=PasswordOrigin.ISSUED_BY_SMS))
    return found(r"пароль (\S+)\.", OutboxMessage.objects.get(subject="Пароль для входа").text)


def completion_code() -> str:
    approved(staffed(), password="ромашка-2017")
    return found(r"(\d{4,})\.", OutboxMessage.objects.get(subject="Код подтверждения").text)


def completion_code_by_letter() -> str:
    approved(staffed(), password="ромашка-2017", phone="", email="alia@example.ru")
    return found(r"(\d{4,})\.", OutboxMessage.objects.get(subject="Код подтверждения").text)


def link_of_an_email_change() -> str:
    anna = make_resident(make_portal(), "anna@example.ru")
    rules = CodeRules(lifetime=dt.timedelta(days=1))
    return start_email_change(
        user=anna, email="new@example.ru", rules=rules, link_of=lambda token: f"/e/{token}", now=NOW
    ).token


def code_for_a_phone() -> str:
    send_phone_code(portal=make_portal(), phone="+79172227788", now=NOW, actor=GUEST)
    return found(r"(\d{4,})", OutboxMessage.objects.get().text)


SECRETS = [
    one_time_password,
    completion_code,
    completion_code_by_letter,
    link_of_an_email_change,
    code_for_a_phone,
]


def everything_in_the_outbox() -> str:
    return " ".join(f"{row.subject} {row.text} {row.links} {row.last_error}" for row in OutboxMessage.objects.all())


@pytest.mark.parametrize("make", SECRETS)
@pytest.mark.parametrize("refused", [False, True], ids=["sent", "given-up"])
def test_no_secret_stays_in_the_outbox_once_its_message_has_left_or_was_given_up(
    make: Callable[[], str], *, refused: bool
) -> None:
    secret = make()
    assert secret in everything_in_the_outbox()

    def send(message: OutboxMessage) -> None:
        if refused:
            raise RefusedError("такого адреса нет")

    deliver_due_messages(now=NOW + HOUR, send=send)
    assert secret not in everything_in_the_outbox()


def test_who_writes_a_message_has_to_say_whether_it_is_secret() -> None:
    parameter = inspect.signature(enqueue_message).parameters["is_secret"]
    assert parameter.default is inspect.Parameter.empty
    assert not OutboxMessage._meta.get_field("is_secret").has_default()


def test_a_code_that_is_sent_again_is_wiped_too() -> None:
    application = approved(staffed(), password="ромашка-2017")
    deliver_due_messages(now=NOW + HOUR, send=lambda message: None)
    resend_application_code(token=application.token, now=NOW + HOUR, actor=GUEST)
    code = re.findall(r"(\d{4,})\.", OutboxMessage.objects.latest("pk").text)[0]
    deliver_due_messages(now=NOW + 2 * HOUR, send=lambda message: None)
    assert code not in everything_in_the_outbox()
