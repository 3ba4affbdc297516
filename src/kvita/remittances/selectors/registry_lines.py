"""The rows of registries that leave: payments of a period, debts of all accounts."""

import datetime as dt
from collections.abc import Iterator
from itertools import islice
from typing import Final

from django.db.models import Q

from kvita.accounts.models import BillingAccount
from kvita.payments.enums import PaymentSource, PaymentState
from kvita.payments.models import Payment
from kvita.payments.selectors import amounts_due
from kvita.remittances.registries import DebtLine, PaymentLine

_BATCH: Final = 500


def payment_lines(
    organization_id: int, *, since: dt.date, until: dt.date, only_online: bool = False
) -> list[PaymentLine]:
    """Return the accepted payments made from `since` through `until`, in the order of their days."""
    payments = Payment.objects.filter(
        account__organization_id=organization_id, state=PaymentState.ACCEPTED, paid_on__range=(since, until)
    )
    if only_online:
        payments = payments.filter(source__in=(PaymentSource.ONLINE, PaymentSource.REFUND))
    payments = payments.select_related("account__premise__building__city", "attempt").order_by("paid_on", "pk")
    return [_payment_line(payment) for payment in payments.iterator(chunk_size=2_000)]


def debt_lines(organization_id: int, *, with_zero: bool) -> list[DebtLine]:
    """Return what is due on the organisation's open accounts now, by number; without debts of zero unless wished."""
    accounts = BillingAccount.objects.filter(Q(closed_on=None), organization_id=organization_id)
    accounts = accounts.select_related("premise__building__city", "organization__settings").order_by("number", "pk")
    return list(_debts(accounts.iterator(chunk_size=2_000), with_zero=with_zero))


def _debts(accounts: Iterator[BillingAccount], *, with_zero: bool) -> Iterator[DebtLine]:
    while part := list(islice(accounts, _BATCH)):
        dues = amounts_due(part)
        for account in part:
            due = dues[account.pk].due
            if with_zero or due:
                yield _debt_line(account, due.kopecks)


def _debt_line(account: BillingAccount, kopecks: int) -> DebtLine:
    premise, building = account.premise, account.premise.building
    return DebtLine(
        account=account.payment_code,
        payer=account.holder_name,
        unified_account=account.unified_account_number or "",
        fias=str(building.fias_guid or ""),
        city=building.city.name if building.city is not None else "",
        street=building.street,
        house=building.number,
        flat=premise.number,
        amount=kopecks,
    )


def _payment_line(payment: Payment) -> PaymentLine:
    account, city = payment.account, payment.account.premise.building.city
    address = account.premise.address
    return PaymentLine(
        operation=payment.pk,
        number=account.full_number,
        code=account.payment_code,
        payer=account.holder_name,
        address=f"{city.name}, {address}" if city is not None else address,
        amount=payment.amount.kopecks,
        paid_on=payment.paid_on,
        posted_on=payment.posted_on,
        accounting_month=payment.accounting_month,
        for_month=payment.for_month,
        place=payment.place,
        reference=(payment.attempt.provider_reference or "") if payment.attempt is not None else "",
    )
