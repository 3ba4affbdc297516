"""Messages of banks."""

from django.db import models

from kvita.payments.models.orders import PaymentAttempt
from kvita.payments.models.refunds import Refund


class ProviderEvent(models.Model):
    """A message of a provider, kept once. It only wakes us up: the truth is asked from the provider.

    `handled_at` is when the provider was asked after it; empty while that has not succeeded. `payload` holds what is
    needed to understand the message, never card data.
    """

    provider = models.CharField("способ", max_length=40)
    event_key = models.CharField("номер сообщения", max_length=160)
    attempt = models.ForeignKey(
        PaymentAttempt, models.SET_NULL, null=True, blank=True, related_name="events", verbose_name="попытка"
    )
    refund = models.ForeignKey(
        Refund, models.SET_NULL, null=True, blank=True, related_name="events", verbose_name="возврат"
    )
    kind = models.CharField("о чём", max_length=60, blank=True)
    payload = models.JSONField("что сказано", default=dict, blank=True)
    received_at = models.DateTimeField("получено")
    handled_at = models.DateTimeField("банк переспрошен", null=True, blank=True)
    deliveries_count = models.PositiveIntegerField("сколько раз пришло", default=1)

    class Meta:
        verbose_name = "сообщение банка"
        verbose_name_plural = "сообщения банков"
        ordering = ("-id",)
        constraints = (models.UniqueConstraint(fields=["provider", "event_key"], name="event_once"),)

    def __str__(self) -> str:
        return f"{self.provider}: {self.event_key}"
