"""Payments stay when a person is deleted; who ordered them goes."""

from kvita.identity.models import User
from kvita.payments.models import PaymentOrder


def forget_payer(*, user: User) -> int:
    """Take the person out of their orders: sums, payees and attempts stay as facts of accounting. Returns how many."""
    return PaymentOrder.objects.filter(user=user).update(email="", payer={}, user=None)
