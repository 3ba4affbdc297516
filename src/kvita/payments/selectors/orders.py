"""Orders, and what stands on the payment page."""

import datetime as dt
import uuid

from kvita.accounts.models import BillingAccount
from kvita.payments.enums import OrderState
from kvita.payments.models import PaymentOrder


def order_of(account: BillingAccount, public_id: uuid.UUID) -> PaymentOrder | None:
    """Return an order of this account with its payee and attempts, or None; two queries."""
    orders = PaymentOrder.objects.filter(account=account, public_id=public_id)
    return orders.select_related("payee", "user").prefetch_related("attempts__payment").first()


def order_by_form(account: BillingAccount, form_key: uuid.UUID) -> PaymentOrder | None:
    """Return the order that a form made, or None."""
    return PaymentOrder.objects.filter(account=account, form_key=form_key).first()


def pending_order(account: BillingAccount, *, since: dt.datetime) -> PaymentOrder | None:
    """Return the newest order begun since then that still waits for its bank: paying again may pay twice."""
    orders = PaymentOrder.objects.filter(account=account, state=OrderState.PENDING, created_at__gte=since)
    return orders.order_by("-created_at").first()
