"""Money given back to payers."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from kvita.calc.money import Money
from kvita.core.fields import MoneyField
from kvita.payments.enums import REFUND_STATES_IN_FLIGHT, RefundState
from kvita.payments.models.orders import PaymentAttempt


class Refund(models.Model):
    """One return of money by staff, whole or a part. `public_id` is the idempotency key at the bank.

    `amount` is taken off what the account was credited with, `commission` is what the payer gets back above it. Above
    the limit of the organisation's setting another member of staff than `requested_by` has to agree. `sent_at` is when
    the bank was last asked to give the money back: from then on it may have done so.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    attempt = models.ForeignKey(PaymentAttempt, models.PROTECT, related_name="refunds", verbose_name="попытка")
    amount = MoneyField("сумма возврата")
    commission = MoneyField("возвращаемая комиссия", default=0)
    reason = models.CharField("почему", max_length=250)
    state = models.CharField("состояние", max_length=10, choices=RefundState, default=RefundState.WAITING)
    provider_reference = models.CharField("номер возврата у банка", max_length=80, blank=True)
    failure_code = models.CharField("причина отказа", max_length=60, blank=True)
    form_key = models.UUIDField(unique=True)
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="кто просит"
    )
    requested_at = models.DateTimeField("запрошен")
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="кто решил"
    )
    decided_at = models.DateTimeField("решён", null=True, blank=True)
    updated_at = models.DateTimeField("изменён")
    sent_at = models.DateTimeField("отправлен в банк", null=True, blank=True)
    next_check_at = models.DateTimeField("спросить банк", null=True, blank=True)
    checks_count = models.PositiveSmallIntegerField(default=0)
    staff_since = models.DateTimeField("ждёт сотрудника с", null=True, blank=True)

    class Meta:
        verbose_name = "возврат"
        verbose_name_plural = "возвраты"
        ordering = ("-id",)
        constraints = (
            models.CheckConstraint(name="refund_positive", condition=Q(amount__gt=0, commission__gte=0)),
            models.CheckConstraint(
                name="refund_two_people", condition=Q(decided_by=None) | ~Q(decided_by=F("requested_by"))
            ),
            # A bank without idempotency keys tells a repeated refund by its sum alone: one at a time.
            models.UniqueConstraint(
                fields=["attempt"], name="refund_one_in_flight", condition=Q(state__in=REFUND_STATES_IN_FLIGHT)
            ),
        )
        indexes = (models.Index(fields=["next_check_at"], name="refund_due", condition=Q(next_check_at__isnull=False)),)

    def __str__(self) -> str:
        return f"Возврат {self.amount}, {self.attempt}"

    @property
    def total(self) -> Money:
        """What the payer gets."""
        return self.amount + self.commission
