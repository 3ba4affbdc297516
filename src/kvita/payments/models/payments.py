"""Money received."""

from django.db import models
from django.db.models import Q

from kvita.accounts.models import BillingAccount
from kvita.calc.money import ZERO, Money
from kvita.core.fields import MoneyField
from kvita.payments.enums import PaymentSource, PaymentState
from kvita.payments.models.orders import PaymentAttempt
from kvita.payments.models.refunds import Refund


class Payment(models.Model):
    """Money received for an account.

    `accounting_month` (расчётный месяц) is the month in whose statement it is counted; `for_month` is the month paid
    for. `external_key` names the payment in its source (operation code, or account-date-sum-place with an ordinal for
    rows equal in everything), so that the same file or operation is counted once. Money given back is a row of its own
    below zero, with its refund.
    """

    account = models.ForeignKey(BillingAccount, models.PROTECT, related_name="payments", verbose_name="лицевой счёт")
    amount = MoneyField("сумма платежа")
    paid_on = models.DateField("дата платежа")
    posted_on = models.DateField("дата учёта", null=True, blank=True)
    accounting_month = models.DateField("расчётный месяц")
    for_month = models.DateField("за какой месяц оплачено", null=True, blank=True)
    place = models.CharField("место платежа", max_length=200, blank=True)
    source = models.CharField("откуда", max_length=8, choices=PaymentSource)
    state = models.CharField("состояние", max_length=10, choices=PaymentState, default=PaymentState.ACCEPTED)
    attempt = models.OneToOneField(
        PaymentAttempt, models.PROTECT, null=True, blank=True, related_name="payment", verbose_name="попытка"
    )
    refund = models.OneToOneField(
        Refund, models.PROTECT, null=True, blank=True, related_name="payment", verbose_name="возврат"
    )
    external_key = models.CharField("ключ в источнике", max_length=200, null=True, blank=True)
    created_at = models.DateTimeField("записан")

    class Meta:
        verbose_name = "платёж"
        verbose_name_plural = "платежи"
        ordering = ("-paid_on", "-id")
        constraints = (
            models.UniqueConstraint(fields=["account", "external_key"], name="payment_external_key"),
            models.CheckConstraint(
                name="payment_online_attempt",
                condition=~Q(source=PaymentSource.ONLINE) | Q(attempt__isnull=False),
            ),
            models.CheckConstraint(
                name="payment_refund_negative",
                condition=~Q(source=PaymentSource.REFUND) | Q(refund__isnull=False, amount__lt=0),
            ),
        )
        indexes = (models.Index(fields=["account", "-paid_on"], name="payment_account_paid"),)

    def __str__(self) -> str:
        return f"{self.account}: {self.amount} от {self.paid_on}"

    @property
    def given_back(self) -> Money:
        """What a refund took off the account, above zero; zero for a payment."""
        return -self.amount if self.source == PaymentSource.REFUND else ZERO
