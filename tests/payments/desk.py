"""What a payment needs: an account with a bill, a payee, an order."""

import uuid
from dataclasses import dataclass

from kvita.core.audit import Actor
from kvita.housing.models import Payee
from kvita.payments.models import PaymentAttempt, PaymentOrder
from kvita.payments.services import PaymentWish, open_attempt, place_order
from tests.actors import Cast
from tests.factories import AUGUST, NOW, rub

ANNA = Actor(kind="resident", label="Анна")


@dataclass(frozen=True, slots=True)
class Desk:
    """What a payment needs."""

    cast: Cast
    payee: Payee

    def wish(self, amount: str = "1537.15", form_key: uuid.UUID | None = None) -> PaymentWish:
        """A wish to pay so much."""
        key = form_key or uuid.uuid4()
        return PaymentWish(
            form_key=key, amount=rub(amount), payee=self.payee, month=AUGUST, email=self.cast.anna.email or ""
        )

    def order(self, amount: str = "1537.15") -> PaymentOrder:
        """A stored order of Anna's."""
        return place_order(account=self.cast.account, user=self.cast.anna, wish=self.wish(amount), actor=ANNA, now=NOW)

    def attempt(self, amount: str = "1537.15") -> PaymentAttempt:
        """An open attempt to pay a new order."""
        return open_attempt(order_id=self.order(amount).pk, provider_key="scripted", now=NOW)
