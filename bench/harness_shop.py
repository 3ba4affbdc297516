"""A shop of generated accounts at the bank of the measurements, and orders that wait for its messages."""

import datetime as dt
import uuid

from django.conf import settings
from django.db.models import Count, Sum
from django.urls import reverse

from bench.harness_bank import Awaited
from kvita.accounts.models import BillingAccount
from kvita.calc.money import Money
from kvita.core.audit import Actor
from kvita.core.sealing import SecretBox
from kvita.housing.models import Payee, Portal
from kvita.identity.models import User
from kvita.payments.enums import ProviderKind
from kvita.payments.models import Payment
from kvita.payments.ports import StartedPayment
from kvita.payments.services import (
    ConnectionWish,
    PaymentWish,
    open_attempt,
    place_order,
    record_start,
    save_connection,
)

AMOUNT = Money(100_000)
ACCOUNTS = 1_000
ACTOR = Actor(kind="command", label="bench")


def open_shop(count: int, api_url: str) -> tuple[str, str, list[Awaited]]:
    """Connect the bank and store so many orders that went there; return where it tells of them, and them."""
    now = dt.datetime.now(dt.UTC)
    portal = Portal.objects.order_by("pk").first()
    assert portal is not None, "the generated accounts have no portal"
    organization = portal.organizations.get()
    payee = Payee.objects.create(
        organization=organization,
        name="Получатель",
        inn="1655000001",
        settlement_account="40702810000000000001",
        bank_name="Банк",
        bic="049205000",
        correspondent_account="30101810000000000001",
        accepts_online=True,
    )
    shop = save_connection(
        organization=organization,
        connection=None,
        wish=ConnectionWish(ProviderKind.YOOKASSA, "1", "Карта", api_url=api_url, secret="secret"),  # noqa: S106 - made up
        box=SecretBox(settings.KVITA_ENCRYPTION_KEYS),
        actor=ACTOR,
        now=now,
    )
    user = User.objects.create(realm=portal.realm, name="Плательщик")
    accounts = list(BillingAccount.objects.filter(organization=organization)[:ACCOUNTS])
    awaited = []
    for number in range(count):
        wish = PaymentWish(uuid.uuid4(), AMOUNT, payee, now.date().replace(day=1))
        order = place_order(account=accounts[number % len(accounts)], user=user, wish=wish, actor=ACTOR, now=now)
        attempt = open_attempt(order_id=order.pk, provider_key=shop.key, now=now)
        one = Awaited(str(attempt.public_id), attempt.total.kopecks)
        started = StartedPayment(reference=one.reference, redirect_url="https://yoomoney.ru/")
        record_start(attempt_id=attempt.pk, started=started, now=now)
        awaited.append(one)
    return portal.host, reverse("hooks:payments", args=[shop.public_id]), awaited


def credited() -> tuple[int, int]:
    """Return how many payments of orders the product has credited, and how many kopecks."""
    found = Payment.objects.filter(attempt__isnull=False).aggregate(count=Count("pk"), total=Sum("amount"))
    return found["count"], found["total"].kopecks
