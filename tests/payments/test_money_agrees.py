"""Whatever a bank answers, in the end the money at the bank is the money with us: 10,000 random lives.

A life is one order through the real services and adapters: begun, paid or left, told of by messages that come late,
twice or never, given back in parts by staff who try again whenever they may. The suite lives a few hundred of them;
`BANK_LIVES=10000 .venv/bin/pytest -n 0 tests/payments/test_money_agrees.py` as many as one wants, and
`BANK_FIRST` tells with which seed to begin.
"""

import datetime as dt
import json
import os
import random
import uuid
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Final

import pytest
from django.db import transaction

from kvita.calc.money import Money
from kvita.core.audit import Actor
from kvita.core.errors import DomainError
from kvita.integrations.acquiring.sber.messages import checksum
from kvita.integrations.acquiring.sber.provider import SberProvider
from kvita.integrations.acquiring.yookassa.provider import YooKassaProvider
from kvita.payments.enums import (
    FINAL_ATTEMPT_STATES,
    FINAL_REFUND_STATES,
    AttemptState,
    RefundState,
)
from kvita.payments.jobs import check_pending_attempts, check_pending_refunds
from kvita.payments.models import Payment, PaymentAttempt, Refund
from kvita.payments.ports import ConnectionKeys, IncomingMessage, PaymentProvider, ProviderError
from kvita.payments.selectors import refundable
from kvita.payments.services import (
    ask_again,
    ask_refund,
    credit_charged,
    receive_message,
    recheck_refund,
    request_refund,
    start_attempt,
)
from tests.factories import NOW
from tests.integrations.acquiring.fake_sber import FakeSber
from tests.integrations.acquiring.fake_yookassa import FakeYooKassa
from tests.integrations.acquiring.recorded import client_of
from tests.payments.desk import Desk
from tests.payments.unreliable import Line

LIVES: Final = int(os.environ.get("BANK_LIVES", "200"))
FIRST: Final = int(os.environ.get("BANK_FIRST", "0"))
HOST: Final = "innova.localhost"
VERA: Final = Actor(kind="staff", label="Вера")
EVENT_KEY: Final = "event_key"


@dataclass
class Life:
    """One order at one bank."""

    desk: Desk
    seed: int
    chance: random.Random = field(init=False)
    now: dt.datetime = NOW

    def __post_init__(self) -> None:
        self.chance = random.Random(self.seed)
        is_sber = self.seed % 2 == 1
        self.bank: FakeSber | FakeYooKassa = FakeSber() if is_sber else FakeYooKassa()
        self.line = Line(self.bank, self.chance, self.now, is_sber)
        keys = ConnectionKeys(self.bank.login if is_sber else self.bank.shop, "test_secret", EVENT_KEY)  # type: ignore[union-attr]  # the bank is the one of the flag
        adapter = SberProvider if is_sber else YooKassaProvider
        self.provider: PaymentProvider = adapter(keys=keys, client=client_of(self.line))
        self.order = self.desk.order("1000")

    def live(self) -> None:
        """Do things in any order, then let the line be good until nothing is open."""
        self.begin()
        for _ in range(self.chance.randrange(3, 10)):
            self.pass_time(dt.timedelta(seconds=self.chance.choice((1, 15, 60, 400, 2400))))
            self.chance.choice((self.begin, self.pay, self.pay, self.tell, self.work, self.work, self.give_back))()
        self.line.is_good = True
        self.pass_time(dt.timedelta(minutes=30))
        self.pay()
        for _ in range(2):
            self.give_back()
            self.finish()

    def pass_time(self, span: dt.timedelta) -> None:
        """Let the clock run; what was under way arrives."""
        self.now += span
        self.line.moment = self.bank.now = self.now
        self.line.deliver()

    def begin(self) -> None:
        """The payer presses «Оплатить»: also twice, also after a refusal."""
        start_attempt(
            order=self.order,
            provider_key="scripted",
            provider=self.provider,
            return_url=f"http://{HOST}/",
            host=HOST,
            now=self.now,
        )

    def pay(self) -> None:
        """The payer gives a card on a page of the bank that Kvita led to."""
        for attempt in PaymentAttempt.objects.filter(order=self.order).exclude(redirect_url=""):
            reference = attempt.provider_reference or ""
            takes_card = self.chance.random() < 0.8
            if isinstance(self.bank, FakeSber) and self.bank.orders[reference]["orderStatus"] == 0:
                self.bank.pay(reference) if takes_card else self.bank.decline(reference, 116)
            if isinstance(self.bank, FakeYooKassa) and self.bank.payments[reference]["status"] == "pending":
                self.bank.pay(reference) if takes_card else self.bank.cancel(reference, "insufficient_funds")

    def tell(self) -> None:
        """The bank sends a message about a payment or a refund of it, once or twice."""
        attempt = PaymentAttempt.objects.filter(order=self.order).exclude(provider_reference=None).last()
        if attempt is None:
            return
        for _ in range(self.chance.choice((1, 2))):
            with suppress(ProviderError):  # the bank is silent when asked: it sends the message again
                receive_message(
                    provider_key="scripted", provider=self.provider, message=self._message(attempt), now=self.now
                )

    def _message(self, attempt: PaymentAttempt) -> IncomingMessage:
        kind = self.chance.choice(("deposited", "refunded"))
        if isinstance(self.bank, FakeSber):
            told = {"mdOrder": attempt.provider_reference or "", "operation": kind, "status": "1"}
            return IncomingMessage(b"", {}, told | {"checksum": checksum(told, EVENT_KEY)}, "203.0.113.5")
        refunds = [one for one in self.bank.refunds.values() if one["payment_id"] == attempt.provider_reference]
        thing = refunds[-1] if refunds and kind == "refunded" else self.bank.payments[attempt.provider_reference or ""]
        event = f"{'refund' if 'payment_id' in thing else 'payment'}.{thing['status']}"
        body = json_bytes({"event": event, "object": thing})
        return IncomingMessage(body, {}, {}, "185.71.76.5")

    def work(self) -> None:
        """The worker asks about what is due."""
        providers = {"scripted": self.provider}
        check_pending_attempts(now=self.now, providers=providers)
        check_pending_refunds(now=self.now, providers=providers)

    def give_back(self) -> None:
        """Staff give money back whenever they may, as if they knew nothing of the last try."""
        for attempt in PaymentAttempt.objects.filter(order=self.order, state=AttemptState.SUCCEEDED):
            left = refundable(attempt).amount.kopecks
            if not left:
                continue
            if attempt.refunds.exclude(state__in=FINAL_REFUND_STATES).exists():
                self._is_refused_while_one_runs(attempt)
                continue
            amount = Money(self.chance.choice((left, max(1, left // 2), min(left, 10000))))
            ask_refund(refund=self._request(attempt, amount), provider=self.provider, now=self.now)

    def _is_refused_while_one_runs(self, attempt: PaymentAttempt) -> None:
        with pytest.raises(DomainError) as caught:
            self._request(attempt, Money(1))
        assert caught.value.code == "refund_running"

    def _request(self, attempt: PaymentAttempt, amount: Money) -> Refund:
        return request_refund(
            attempt=attempt,
            amount=amount,
            reason="Ошибка",
            form_key=uuid.UUID(int=self.chance.getrandbits(128)),
            user=self.desk.cast.vera,
            actor=VERA,
            now=self.now,
        )

    def finish(self) -> None:
        """Let the worker, and in the end a person, ask until nothing is open."""
        for _ in range(20):
            attempts = PaymentAttempt.objects.filter(order=self.order).exclude(state__in=FINAL_ATTEMPT_STATES)
            refunds = Refund.objects.filter(attempt__order=self.order).exclude(state__in=FINAL_REFUND_STATES)
            if not attempts and not refunds:
                break
            self.pass_time(dt.timedelta(minutes=45))
            for attempt in attempts:
                ask_again(attempt=attempt, provider=self.provider, now=self.now)
            for refund in refunds:
                ask_refund(refund=recheck_refund(refund=refund, now=self.now), provider=self.provider, now=self.now)
            self._leave_the_page()
        for attempt in PaymentAttempt.objects.filter(order=self.order, staff_since__isnull=False):
            if attempt.charged is not None:
                credit_charged(attempt=attempt, provider=self.provider, actor=VERA, now=self.now)

    def _leave_the_page(self) -> None:
        """Let the bank end what nobody has paid."""
        if isinstance(self.bank, FakeSber):
            for reference, order in self.bank.orders.items():
                if order["orderStatus"] == 0:
                    self.bank.decline(reference, -2007)
        else:
            for reference, payment in self.bank.payments.items():
                if payment["status"] == "pending":
                    self.bank.cancel(reference, "expired_on_confirmation")

    def check(self) -> None:
        """Compare the books."""
        told = f"seed {self.seed}: {self.line.fates}"
        ours = Money.total(Payment.objects.filter(account=self.order.account).values_list("amount", flat=True))
        assert ours == Money(self.bank.kept), told
        assert self.bank.kept >= 0, told
        done = list(Refund.objects.filter(attempt__order=self.order, state=RefundState.SUCCEEDED))
        at_bank = self.bank.refunds_count if isinstance(self.bank, FakeSber) else len(self.bank.refunds)
        assert len(done) == at_bank, told
        assert not PaymentAttempt.objects.filter(order=self.order).exclude(state__in=FINAL_ATTEMPT_STATES).exists(), (
            told
        )
        assert not Refund.objects.exclude(state__in=FINAL_REFUND_STATES).exists(), told
        assert not self.line.waiting, told


def json_bytes(value: object) -> bytes:
    """Return the bytes of a message."""
    return json.dumps(value).encode()


def test_money_at_the_bank_is_money_with_us(desk: Desk) -> None:
    seen: Counter[str] = Counter()
    for seed in range(FIRST, FIRST + LIVES):
        with transaction.atomic():
            life = Life(desk, seed)
            life.live()
            life.check()
            seen.update(life.line.fates)
            seen["refunds"] += Refund.objects.count()
            seen["payments"] += Payment.objects.filter(amount__gt=0).count()
            transaction.set_rollback(True)
    # A world without trouble, payments or refunds would prove nothing.
    assert all(
        seen[f"write:{fate}"] for fate in ("fine", "202", "409", "silence", "late", "cut", "kind", "key", "refuse")
    )
    assert seen["payments"] > LIVES // 3
    assert seen["refunds"] > LIVES // 3
