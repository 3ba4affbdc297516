"""The books of the sandbox bank."""

import uuid

from django.db import models

from kvita.core.fields import MoneyField


class BankState(models.TextChoices):
    """Life of a payment inside the bank."""

    OPEN = "OPEN", "ждёт карту"
    SECURE = "SECURE", "ждёт код из SMS"
    PAID = "PAID", "списано"
    DECLINED = "DECLINED", "отказ"


class BankPayment(models.Model):
    """A payment that a shop registered. `attempt_id` is the shop's own number: the same twice is one payment.

    `charged` is what was taken from the card. The bank tells the outcome from `answers_at` on, and tells nothing at all
    while `is_silent`.
    """

    token = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    attempt_id = models.CharField(max_length=64, unique=True)
    total = MoneyField()
    charged = MoneyField(null=True)
    description = models.CharField(max_length=250)
    return_url = models.URLField(max_length=500)
    state = models.CharField(max_length=8, choices=BankState, default=BankState.OPEN)
    failure_code = models.CharField(max_length=40, blank=True)
    is_silent = models.BooleanField(default=False)
    answers_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField()

    class Meta:
        verbose_name = "платёж учебного банка"
        verbose_name_plural = "платежи учебного банка"

    def __str__(self) -> str:
        return self.reference

    @property
    def reference(self) -> str:
        """Number of the operation, as the bank names it."""
        return str(880_400_000 + self.pk)


class BankRefund(models.Model):
    """Money given back. `refund_id` is the shop's own number: the same twice is one refund."""

    payment = models.ForeignKey(BankPayment, models.CASCADE, related_name="refunds")
    refund_id = models.CharField(max_length=64, unique=True)
    total = MoneyField()
    is_done = models.BooleanField(default=True)
    created_at = models.DateTimeField()

    class Meta:
        verbose_name = "возврат учебного банка"
        verbose_name_plural = "возвраты учебного банка"

    def __str__(self) -> str:
        return f"{self.payment}: −{self.total}"
