"""Payments, orders, attempts, provider events."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q

from kvita.accounts.models import BillingAccount
from kvita.core.fields import MoneyField
from kvita.housing.models import Payee
from kvita.payments.enums import AttemptState, OrderState, PaymentSource, PaymentState


class PaymentOrder(models.Model):
    """What a resident wants to pay, frozen when confirmed: sum, commission, payee. One row per intention.

    `form_key` comes from the form: the same form sent twice is one order. `payer` holds what D19 asks of the payer,
    `split` what the money is for where that was chosen: [[service id, kopecks], …]; empty is the whole account.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    account = models.ForeignKey(
        BillingAccount, models.PROTECT, related_name="payment_orders", verbose_name="лицевой счёт"
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="пользователь"
    )
    payee = models.ForeignKey(Payee, models.PROTECT, related_name="+", verbose_name="получатель")
    amount = MoneyField("сумма")
    commission = MoneyField("комиссия", default=0)
    month = models.DateField("за месяц")
    state = models.CharField("состояние", max_length=8, choices=OrderState, default=OrderState.NEW)
    email = models.EmailField("почта для подтверждения", blank=True)
    payer = models.JSONField("плательщик", default=dict, blank=True)
    split = models.JSONField("за что", default=list, blank=True)
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
    """One try to pay an order at one provider. `total` is what the provider is asked for: amount + commission."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    order = models.ForeignKey(PaymentOrder, models.PROTECT, related_name="attempts", verbose_name="поручение")
    provider = models.CharField("способ", max_length=40)
    provider_reference = models.CharField("номер у банка", max_length=80, null=True, blank=True)
    total = MoneyField("сумма с комиссией")
    state = models.CharField("состояние", max_length=12, choices=AttemptState, default=AttemptState.CREATED)
    redirect_url = models.URLField("страница банка", max_length=500, blank=True)
    failure_code = models.CharField("причина отказа", max_length=60, blank=True)
    created_at = models.DateTimeField("создана")
    updated_at = models.DateTimeField("изменена")
    next_check_at = models.DateTimeField("спросить банк", null=True, blank=True)
    checks_count = models.PositiveSmallIntegerField(default=0)

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
        )

    def __str__(self) -> str:
        return f"{self.order}, {self.provider}"


class ProviderEvent(models.Model):
    """A message of a provider, kept once. It only wakes us up: the truth is asked from the provider."""

    provider = models.CharField(max_length=40)
    event_key = models.CharField(max_length=160)
    attempt = models.ForeignKey(
        PaymentAttempt, models.SET_NULL, null=True, blank=True, related_name="events", verbose_name="попытка"
    )
    payload = models.JSONField(default=dict, blank=True)
    received_at = models.DateTimeField()

    class Meta:
        verbose_name = "сообщение банка"
        verbose_name_plural = "сообщения банков"
        constraints = (models.UniqueConstraint(fields=["provider", "event_key"], name="event_once"),)

    def __str__(self) -> str:
        return f"{self.provider}: {self.event_key}"


class Payment(models.Model):
    """Money received for an account (S4-24).

    `accounting_month` (расчётный месяц) is the month in whose statement it is counted; `for_month` is the month paid
    for. `external_key` names the payment in its source (operation code, or account-date-sum-place with an ordinal for
    rows equal in everything), so that the same file or operation is counted once.
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
        )
        indexes = (models.Index(fields=["account", "-paid_on"], name="payment_account_paid"),)

    def __str__(self) -> str:
        return f"{self.account}: {self.amount} от {self.paid_on}"
