"""`kvita deliver-messages` and `kvita sweep`: the outbox leaves, what is old goes."""

import datetime as dt
import smtplib
from io import StringIO

import pytest
from django.core import mail
from django.core.management import call_command

from kvita.identity.models import User
from kvita.notifications.enums import Channel, MessageState
from kvita.notifications.jobs import deliver_due_messages
from kvita.notifications.models import OutboxMessage
from kvita.notifications.ports import RefusedError, Sms
from kvita.notifications.services import enqueue_message
from kvita.payments.enums import PaymentState
from kvita.payments.models import Payment
from kvita.payments.services import send_confirmation
from kvita.web.delivery import make_send
from tests.actors import make_cast
from tests.factories import NOW, make_organization, make_payment, make_portal, make_resident

pytestmark = pytest.mark.django_db

SECRET = "https://innova.localhost/password/0123456789/"


class Sender:
    def __init__(self) -> None:
        self.sent: list[Sms] = []

    def send(self, sms: Sms) -> None:
        if sms.phone == "+70000000000":
            raise RefusedError("no such phone")
        self.sent.append(sms)


def enqueue(channel: str, recipient: str, *, is_secret: bool = False) -> OutboxMessage:
    return enqueue_message(
        key=f"{channel}:{recipient}",
        channel=channel,
        recipient=recipient,
        subject="Новый пароль",
        text=f"Ссылка: {SECRET}",
        links=[SECRET],
        is_secret=is_secret,
        now=NOW,
    )


def test_the_command_sends_letters_and_leaves_sms_without_a_service_for_later() -> None:
    enqueue(Channel.EMAIL, "anna@example.ru")
    enqueue(Channel.SMS, "+79871234567")
    told = StringIO()
    call_command("deliver_messages", stdout=told)
    assert told.getvalue() == "Sent 1, to be tried again 1.\n"
    assert (mail.outbox[0].to, mail.outbox[0].subject) == (["anna@example.ru"], "Новый пароль")


def test_an_sms_goes_to_the_service_once_and_is_given_up_when_refused() -> None:
    sender = Sender()
    enqueue(Channel.SMS, "+79871234567")
    wrong = enqueue(Channel.SMS, "+70000000000")
    for _ in range(2):
        deliver_due_messages(now=NOW, send=make_send(sender))
    assert [sms.phone for sms in sender.sent] == ["+79871234567"]
    wrong.refresh_from_db()
    assert (wrong.state, wrong.attempts) == (MessageState.FAILED, 1)


def test_a_link_that_opens_a_cabinet_does_not_stay_in_the_outbox() -> None:
    message = enqueue(Channel.EMAIL, "anna@example.ru", is_secret=True)
    deliver_due_messages(now=NOW, send=make_send(None))
    message.refresh_from_db()
    assert (message.state, message.text, message.links) == (MessageState.SENT, "", [])
    assert SECRET in mail.outbox[0].body


def test_a_mail_server_that_is_down_costs_nothing_but_time(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> int:
        raise smtplib.SMTPServerDisconnected

    monkeypatch.setattr("kvita.web.delivery.EmailMessage.send", fail)
    message = enqueue(Channel.EMAIL, "anna@example.ru", is_secret=True)
    deliver_due_messages(now=NOW, send=make_send(None))
    message.refresh_from_db()
    assert (message.state, message.last_error) == (MessageState.QUEUED, "SMTP: SMTPServerDisconnected")
    assert SECRET in message.text


@pytest.fixture
def confirmed_payment() -> Payment:
    """A payment whose confirmation waits in the outbox."""
    cast = make_cast()
    User.objects.filter(pk=cast.anna.pk).update(email="anna@example.ru", email_confirmed_at=NOW)
    cast.anna.refresh_from_db()
    payment = make_payment(cast.account, "1537.15")
    for _ in range(2):
        send_confirmation(payment=payment, user=cast.anna, link="https://x.example/17/", today=NOW.date(), now=NOW)
    return payment


def test_the_letter_of_a_confirmation_carries_it_as_pdf_once(confirmed_payment: Payment) -> None:
    for _ in range(2):
        deliver_due_messages(now=NOW, send=make_send(None))
    (letter,) = mail.outbox
    assert "Этот платёж в кабинете: https://x.example/17/" in letter.body
    ((name, content, kind),) = letter.attachments
    assert (name, kind) == (
        f"Платёж {confirmed_payment.pk} от {confirmed_payment.paid_on:%d.%m.%Y}.pdf",
        "application/pdf",
    )
    assert content[:5] == b"%PDF-"


def test_a_letter_leaves_without_what_cannot_be_drawn(
    confirmed_payment: Payment, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(*_: object) -> bytes:
        raise OSError("no typeface")

    monkeypatch.setattr("kvita.web.attachments.render_notice", fail)
    assert deliver_due_messages(now=NOW, send=make_send(None)) == (1, 0)
    assert mail.outbox[0].attachments == []
    assert f"payment-confirmation:{confirmed_payment.pk}" in caplog.text


def test_a_payment_taken_back_meanwhile_is_not_confirmed_by_a_file(confirmed_payment: Payment) -> None:
    Payment.objects.update(state=PaymentState.REVERSED)
    assert deliver_due_messages(now=NOW, send=make_send(None)) == (1, 0)
    assert mail.outbox[0].attachments == []


def test_registrations_that_nobody_confirmed_go_after_a_month(monkeypatch: pytest.MonkeyPatch) -> None:
    portal = make_portal("ugra", organizations=[make_organization()])
    old, month = NOW - dt.timedelta(days=31), NOW - dt.timedelta(days=29)
    make_resident(portal, "old@example.ru", confirmation_due=True, created_at=old)
    make_resident(portal, "young@example.ru", confirmation_due=True, created_at=month)
    make_resident(portal, "confirmed@example.ru", created_at=old)
    make_resident(portal, "inside@example.ru", confirmation_due=True, created_at=old, last_login=old)
    monkeypatch.setattr("kvita.web.office.management.commands.sweep.current_time", lambda: NOW)
    call_command("sweep", stdout=StringIO())
    left = set(User.objects.values_list("email", flat=True))
    assert left == {"young@example.ru", "confirmed@example.ru", "inside@example.ru"}
