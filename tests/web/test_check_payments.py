"""`kvita check-payments`: the payer closed the browser at the bank, and the money arrives all the same."""

import uuid
from io import StringIO

import pytest
from django.core.management import call_command

from kvita.core.audit import Actor
from kvita.integrations.acquiring.sandbox.cards import CARDS
from kvita.integrations.acquiring.sandbox.models import BankPayment
from kvita.integrations.acquiring.sandbox.services import pay_by_card
from kvita.payments.models import Payment
from kvita.payments.services import PaymentWish, place_order, start_attempt
from kvita.web.providers import all_payment_providers
from tests.actors import make_cast
from tests.factories import AUGUST, NOW, make_payee, rub


@pytest.mark.django_db
@pytest.mark.usefixtures("demo_addresses")
def test_a_payment_without_return_is_credited() -> None:
    cast = make_cast()
    wish = PaymentWish(uuid.uuid4(), rub("100"), make_payee(cast.organization), AUGUST)
    actor = Actor(kind="resident", label="Анна")
    start_attempt(
        order=place_order(account=cast.account, user=cast.anna, wish=wish, actor=actor, now=NOW),
        provider_key="sandbox",
        provider=all_payment_providers()["sandbox"],
        return_url="http://innova.localhost/",
        host="innova.localhost",
        now=NOW,
    )
    pay_by_card(payment=BankPayment.objects.get(), number=CARDS[0].number, now=NOW)

    told = StringIO()
    call_command("check_payments", stdout=told)
    call_command("check_payments", stdout=told)

    assert told.getvalue() == "Asked about 1, final now: 1.\nAsked about 0, final now: 0.\n"
    assert Payment.objects.get().amount == rub("100")
