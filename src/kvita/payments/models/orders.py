"""What a resident wants to pay, and each try to pay it at a bank."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q

from kvita.accounts.models import BillingAccount
from kvita.core.fields import MoneyField
from kvita.housing.enums import PaymentTarget
from kvita.housing.models import Payee, Portal
from kvita.payments.enums import AttemptState, OrderState


class PaymentOrder(models.Model):
    """What a resident wants to pay, frozen when confirmed: sum, commission, payee. One row per intention.

    `form_key` comes from the form: the same form sent twice is one order. `payer` holds what D19 asks of the payer,
    `split` what the money is for where that was chosen: [[service id, kopecks], …]; empty is the whole account.
    `payee_details` are the bank details as they were, `receipt` the positions of the fiscal receipt (54-ФЗ), empty when
    the organisation makes its receipts elsewhere.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    account = models.ForeignKey(
        BillingAccount, models.PROTECT, related_name="payment_orders", verbose_name="лицевой счёт"
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="пользователь"
    )
    payee = models.ForeignKey(Payee, models.PROTECT, related_name="+", verbose_name="получатель")
    portal = models.ForeignKey(Portal, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="портал")
    target = models.CharField("за что платят", max_length=10, choices=PaymentTarget, default=PaymentTarget.TOTAL)
    payee_details = models.JSONField("реквизиты получателя", default=dict, blank=True)
    amount = MoneyField("сумма")
    commission = MoneyField("комиссия", default=0)
    month = models.DateField("за месяц")
    state = models.CharField("состояние", max_length=8, choices=OrderState, default=OrderState.NEW)
    email = models.EmailField("почта для подтверждения", blank=True)
    payer = models.JSONField("плательщик", default=dict, blank=True)
    split = models.JSONField("за что", default=list, blank=True)
    receipt = models.JSONField("состав чека", default=list, blank=True)
    form_key = models.UUIDField(unique=True)
    created_at = models.DateTimeField("создан")

    class Meta:
        verbose_name = "поручение на оплату"
        verbose_name_plural = "поручения на оплату"
        ordering = ("-id",)
        constraints = (models.CheckConstraint(name="order_positive", condition=Q(amount__gt=0, commission__gte=0)),)

    def __str__(self) -> str:
        return f"№ {self.pk}: {self.account}, {self.amount}"


class PaymentAttempt(models.Model):
    """One try to pay an order at one provider. `total` is what the provider is asked for: amount + commission.

    `charged` is what the provider says it took. `staff_since` is set while a person has to look at the attempt, with
    `staff_reason` telling why.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    order = models.ForeignKey(PaymentOrder, models.PROTECT, related_name="attempts", verbose_name="поручение")
    provider = models.CharField("способ", max_length=40)
    provider_reference = models.CharField("номер у банка", max_length=80, null=True, blank=True)
    total = MoneyField("сумма с комиссией")
    charged = MoneyField("списал банк", null=True, blank=True)
    state = models.CharField("состояние", max_length=12, choices=AttemptState, default=AttemptState.CREATED)
    redirect_url = models.URLField("страница банка", max_length=500, blank=True)
    failure_code = models.CharField("причина отказа", max_length=60, blank=True)
    created_at = models.DateTimeField("создана")
    updated_at = models.DateTimeField("изменена")
    next_check_at = models.DateTimeField("спросить банк", null=True, blank=True)
    checks_count = models.PositiveSmallIntegerField(default=0)
    staff_since = models.DateTimeField("ждёт сотрудника с", null=True, blank=True)
    staff_reason = models.CharField("что случилось", max_length=250, blank=True)

    class Meta:
        verbose_name = "попытка оплаты"
        verbose_name_plural = "попытки оплаты"
        ordering = ("-id",)
        constraints = (
            models.UniqueConstraint(
                fields=["provider", "provider_reference"],
                name="attempt_reference",
                condition=Q(provider_reference__isnull=False),
            ),
            models.UniqueConstraint(
                fields=["order"], name="attempt_one_success", condition=Q(state=AttemptState.SUCCEEDED)
            ),
        )
        indexes = (
            models.Index(fields=["next_check_at"], name="attempt_due", condition=Q(next_check_at__isnull=False)),
            models.Index(fields=["staff_since"], name="attempt_staff", condition=Q(staff_since__isnull=False)),
        )

    def __str__(self) -> str:
        return f"{self.order}, {self.provider}"
