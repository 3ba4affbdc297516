"""A resident's intention to pay becomes a row."""

import datetime as dt
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field

from django.db import IntegrityError, transaction

from kvita.accounts.models import BillingAccount
from kvita.calc.money import Money
from kvita.core.audit import Actor, record_audit
from kvita.core.errors import DomainError
from kvita.housing.enums import PaymentTarget
from kvita.housing.models import Payee
from kvita.identity.models import User
from kvita.payments.models import PaymentOrder
from kvita.payments.policies import check_amount, check_payee, commission_of
from kvita.payments.selectors.freezing import freeze_payee, receipt_of


@dataclass(frozen=True, slots=True)
class PaymentWish:
    """What a resident confirmed. `form_key` names the form, so that the same form sent twice is one order.

    `month` is the month paid for (its first day). `split` is what the money is for, as pairs of service id and sum;
    empty for the whole account. `portal_id` is where it was asked for.
    """

    form_key: uuid.UUID
    amount: Money
    payee: Payee
    month: dt.date
    email: str = ""
    payer: Mapping[str, str] = field(default_factory=dict)
    split: tuple[tuple[int, Money], ...] = ()
    target: PaymentTarget = PaymentTarget.TOTAL
    portal_id: int | None = None


def place_order(
    *, account: BillingAccount, user: User, wish: PaymentWish, actor: Actor, now: dt.datetime
) -> PaymentOrder:
    """Store the order, with the commission of the payee's contract, or return the one that this form made before.

    Raises `DomainError`: "amount", "payee" (no contract, or another organisation's), "form_key" (of another account).
    """
    stored = _of_form(account, wish.form_key)
    if stored is not None:
        return stored
    check_amount(wish.amount, least=account.organization.settings.minimum_payment)
    check_payee(wish.payee, organization_id=account.organization_id)
    try:
        return _create(account, user, wish, actor, now)
    except IntegrityError:  # the same form came twice at once, and the other was faster
        stored = _of_form(account, wish.form_key)
        if stored is None:
            raise
        return stored


def _of_form(account: BillingAccount, form_key: uuid.UUID) -> PaymentOrder | None:
    order = PaymentOrder.objects.filter(form_key=form_key).first()
    if order is not None and order.account_id != account.pk:
        raise DomainError("form_key", "Эта страница оплаты открыта для другого счёта. Начните оплату заново.")
    return order


@transaction.atomic
def _create(account: BillingAccount, user: User, wish: PaymentWish, actor: Actor, now: dt.datetime) -> PaymentOrder:
    commission = commission_of(wish.amount, wish.payee)
    order = PaymentOrder.objects.create(
        account=account,
        user=user,
        portal_id=wish.portal_id,
        target=wish.target,
        payee=wish.payee,
        payee_details=freeze_payee(wish.payee),
        amount=wish.amount,
        commission=commission,
        month=wish.month,
        email=wish.email,
        payer=dict(wish.payer),
        split=[[service_id, part.kopecks] for service_id, part in wish.split],
        receipt=receipt_of(account, wish, commission),
        form_key=wish.form_key,
        created_at=now,
    )
    record_audit(
        now=now,
        actor=actor,
        action="payments.place_order",
        target=order,
        organization_id=account.organization_id,
        changes={"amount": [None, order.amount.kopecks], "commission": [None, order.commission.kopecks]},
    )
    return order
