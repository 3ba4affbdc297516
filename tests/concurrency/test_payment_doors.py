"""The same thing at many doors at once: fifty messages of a bank, two members of staff, two senders of a refund."""

import uuid

import pytest

from kvita.core.audit import Actor
from kvita.core.errors import DomainError
from kvita.notifications.models import OutboxMessage
from kvita.payments.enums import PaymentSource, RefundState
from kvita.payments.jobs import check_pending_attempts, check_pending_refunds
from kvita.payments.models import Payment, PaymentAttempt, ProviderEvent, Refund
from kvita.payments.ports import IncomingMessage, ProviderState, ProviderStatus, RefundProgress, RefundStatus
from kvita.payments.selectors import refundable
from kvita.payments.services import ask_refund, receive_message, request_refund, settle_attempt
from tests.actors import make_cast
from tests.concurrency.at_once import all_at_once
from tests.factories import AUGUST, NOW, Line, make_payee, make_statement, rub
from tests.payments.banks import ScriptedBank
from tests.payments.desk import Desk

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]

VERA = Actor(kind="staff", label="Вера")


@pytest.fixture
def desk() -> Desk:
    cast = make_cast()
    make_statement(cast.account, AUGUST, [Line(charged="1537.15")])
    return Desk(cast=cast, payee=make_payee(cast.organization))


@pytest.fixture
def paid(desk: Desk) -> PaymentAttempt:
    attempt = desk.attempt()
    status = ProviderStatus(ProviderState.PAID, reference="880", total=attempt.total)
    return settle_attempt(attempt_id=attempt.pk, status=status, now=NOW)


def test_the_same_message_fifty_times_at_once_is_one_credit(desk: Desk) -> None:
    attempt = desk.attempt()
    bank = ScriptedBank(ProviderStatus(ProviderState.PAID, reference="880", total=attempt.total))
    message = IncomingMessage(f"paid {attempt.public_id}".encode(), {}, {}, "203.0.113.5")

    def deliver(number: int) -> object:
        if number % 10 == 0:  # and the janitor looks in as well
            return check_pending_attempts(now=attempt.next_check_at or NOW, providers={"scripted": bank})
        return receive_message(provider_key="scripted", provider=bank, message=message, now=NOW)

    all_at_once(50, deliver)
    assert Payment.objects.count() == OutboxMessage.objects.count() == 1
    assert ProviderEvent.objects.get().deliveries_count == 45


def test_two_refunds_asked_for_at_once_are_one(desk: Desk, paid: PaymentAttempt) -> None:
    def press(_: int) -> str:
        try:
            refund = request_refund(
                attempt=paid,
                amount=rub("1000"),
                reason="Ошибка",
                form_key=uuid.uuid4(),
                user=desk.cast.vera,
                actor=VERA,
                now=NOW,
            )
        except DomainError as error:
            return error.code
        return str(refund.state)

    told = all_at_once(6, press)
    assert sorted(told) == ["APPROVED", *["refund_running"] * 5]
    assert refundable(paid).amount == rub("537.15")


def test_a_refund_sent_by_many_at_once_reaches_the_bank_once(desk: Desk, paid: PaymentAttempt) -> None:
    refund = request_refund(
        attempt=paid,
        amount=rub("100"),
        reason="Ошибка",
        form_key=uuid.uuid4(),
        user=desk.cast.vera,
        actor=VERA,
        now=NOW,
    )
    bank = ScriptedBank(refund_answer=RefundStatus(RefundProgress.DONE, reference="r", total=rub("100")))

    def send(number: int) -> object:
        if number % 2:
            return check_pending_refunds(now=NOW, providers={"scripted": bank})
        return ask_refund(refund=refund, provider=bank, now=NOW)

    all_at_once(8, send)
    assert len(bank.refunds) == 1
    assert Refund.objects.get().state == RefundState.SUCCEEDED
    assert [one.amount for one in Payment.objects.filter(source=PaymentSource.REFUND)] == [rub("-100")]
