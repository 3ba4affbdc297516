"""Orders, and what stands on the payment page."""

import datetime as dt
import uuid
from dataclasses import dataclass

from django.db.models import Q

from kvita.accounts.models import BillingAccount
from kvita.housing.models import Payee
from kvita.identity.models import User
from kvita.payments.enums import OrderState
from kvita.payments.models import PaymentOrder


def order_of(account: BillingAccount, public_id: uuid.UUID) -> PaymentOrder | None:
    """Return an order of this account with its payee and attempts, or None; two queries."""
    orders = PaymentOrder.objects.filter(account=account, public_id=public_id)
    return orders.select_related("payee", "user").prefetch_related("attempts__payment").first()


def order_by_form(account: BillingAccount, form_key: uuid.UUID) -> PaymentOrder | None:
    """Return the order that a form made, or None."""
    return PaymentOrder.objects.filter(account=account, form_key=form_key).first()


@dataclass(frozen=True, slots=True)
class OtherOrders:
    """What somebody has just paid or begun to pay to the same payee: paying now may pay twice."""

    pending: PaymentOrder | None
    paid: PaymentOrder | None


def other_orders(account: BillingAccount, payee: Payee, *, paid_since: dt.datetime, own: uuid.UUID) -> OtherOrders:
    """Return the newest order that still waits for its bank, and the newest paid one; `own` is the form shown.

    Whoever of the account began them: two people of a family pay the same bill. One query.
    """
    orders = PaymentOrder.objects.filter(account=account, payee=payee).exclude(form_key=own).select_related("user")
    paid = Q(state=OrderState.PAID, created_at__gte=paid_since)
    rows = list(orders.filter(Q(state=OrderState.PENDING) | paid).order_by("-created_at")[:10])
    return OtherOrders(
        pending=next((row for row in rows if row.state == OrderState.PENDING), None),
        paid=next((row for row in rows if row.state == OrderState.PAID), None),
    )


def orders_under_way(account: BillingAccount) -> dict[int, PaymentOrder]:
    """Return the newest order of each payee, by its key, that still waits for its bank, whoever began it; one query.

    However long ago: until the bank has answered, the money may be gone.
    """
    orders = PaymentOrder.objects.filter(account=account, state=OrderState.PENDING).select_related("user")
    return {order.payee_id: order for order in orders.order_by("pk")}


def last_order_for(user: User, account: BillingAccount) -> PaymentOrder | None:
    """Return the last order of this user for an account, with its attempts: how they pay, and as whom."""
    orders = PaymentOrder.objects.filter(user=user, account=account).prefetch_related("attempts")
    return orders.order_by("-pk").first()


def own_order_for(user: User, public_id: uuid.UUID) -> PaymentOrder | None:
    """Return an order of this user, whatever became of the link to its account; or None."""
    orders = PaymentOrder.objects.filter(user=user, public_id=public_id)
    related = orders.select_related("account__organization__settings", "account__premise", "payee", "user")
    return related.prefetch_related("attempts__payment").first()
