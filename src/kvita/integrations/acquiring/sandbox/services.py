"""What the payer does on the bank's page."""

import datetime as dt

from django.db import transaction

from kvita.calc.money import Money
from kvita.core.locks import lock_rows
from kvita.integrations.acquiring.sandbox.cards import SECURE_CODE, Outcome, find_card
from kvita.integrations.acquiring.sandbox.models import BankPayment, BankRefund, BankState
from kvita.payments.enums import FailureReason
from kvita.payments.ports import RefundProgress, RefundStatus, RefundWish

LATE_BY = dt.timedelta(seconds=30)
REFUSED_KOPECKS = 13  # a refund of so many kopecks is refused, to show how that looks


@transaction.atomic
def pay_by_card(*, payment: BankPayment, number: str, now: dt.datetime) -> BankPayment:
    """Charge the card, ask for a code, or refuse: the card's number decides. What is decided already stays."""
    (row,) = lock_rows(BankPayment.objects.all(), [payment.pk])
    if row.state != BankState.OPEN:
        return row
    card = find_card(number)
    if card is None:
        return _decline(row, FailureReason.CARD_REFUSED)
    if card.outcome is Outcome.NO_MONEY:
        return _decline(row, FailureReason.INSUFFICIENT_FUNDS)
    if card.outcome is Outcome.SECURE:
        row.state = BankState.SECURE
        row.save()
        return row
    row.is_silent = card.outcome is Outcome.SILENT
    row.answers_at = now + LATE_BY if card.outcome is Outcome.LATE else None
    return _charge(row, row.total - Money(100) if card.outcome is Outcome.WRONG_AMOUNT else row.total)


@transaction.atomic
def confirm_code(*, payment: BankPayment, code: str) -> BankPayment:
    """Finish a payment that waits for the code of an SMS; a wrong code refuses it."""
    (row,) = lock_rows(BankPayment.objects.all(), [payment.pk])
    if row.state != BankState.SECURE:
        return row
    return _charge(row, row.total) if code.strip() == SECURE_CODE else _decline(row, FailureReason.WRONG_CODE)


@transaction.atomic
def cancel(*, payment: BankPayment) -> BankPayment:
    """The payer goes back without paying."""
    (row,) = lock_rows(BankPayment.objects.all(), [payment.pk])
    if row.state not in (BankState.OPEN, BankState.SECURE):
        return row
    return _decline(row, FailureReason.CANCELED)


def _charge(row: BankPayment, amount: Money) -> BankPayment:
    row.state, row.charged = BankState.PAID, amount
    row.save()
    return row


def _decline(row: BankPayment, reason: FailureReason) -> BankPayment:
    row.state, row.failure_code = BankState.DECLINED, reason
    row.save()
    return row


@transaction.atomic
def refund_card(*, wish: RefundWish) -> RefundStatus:
    """Give money back, unless it is more than was charged or ends in the refused kopecks."""
    found = BankPayment.objects.filter(attempt_id=wish.attempt_id).first()
    if found is None:
        return RefundStatus(RefundProgress.DECLINED, failure_code="no_payment")
    (payment,) = lock_rows(BankPayment.objects.all(), [found.pk])
    row = payment.refunds.filter(refund_id=wish.refund_id).first()
    if row is not None:
        return refund_status(row)
    given = Money.total(payment.refunds.filter(is_done=True).values_list("total", flat=True))
    fits = payment.charged is not None and given + wish.total <= payment.charged
    return refund_status(
        payment.refunds.create(
            refund_id=wish.refund_id,
            total=wish.total,
            is_done=fits and wish.total.kopecks % 100 != REFUSED_KOPECKS,
            created_at=wish.now,
        )
    )


def refund_status(row: BankRefund) -> RefundStatus:
    """Tell what the books say of a refund."""
    if row.is_done:
        return RefundStatus(RefundProgress.DONE, reference=f"{row.payment.reference}-{row.pk}", total=row.total)
    return RefundStatus(RefundProgress.DECLINED, failure_code="refused")
