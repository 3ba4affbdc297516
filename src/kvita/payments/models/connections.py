"""Contracts with banks: which shop of which bank takes the payments of an organisation."""

import uuid

from django.db import models

from kvita.housing.models import ManagingOrganization, Payee
from kvita.payments.enums import ProviderKind


class ProviderConnection(models.Model):
    """One shop at one acquiring bank, with keys of its own: organisations never share a key.

    The keys are kept sealed (`kvita.core.sealing`) and are opened only to call the bank: no page, log or dump shows
    them. `public_id` stands in the address to which the bank sends its messages.
    """

    public_id = models.UUIDField("ключ адреса уведомлений", default=uuid.uuid4, unique=True, editable=False)
    organization = models.ForeignKey(
        ManagingOrganization, models.CASCADE, related_name="provider_connections", verbose_name="организация"
    )
    payee = models.ForeignKey(
        Payee,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="provider_connections",
        verbose_name="получатель",
        help_text="Пусто — для всех получателей организации, у которых есть договор",
    )
    kind = models.CharField("банк", max_length=12, choices=ProviderKind)
    title = models.CharField(
        "название для жильца",
        max_length=60,
        default="Карта любого банка",
        help_text="Как на кнопке: «Карта любого банка»",
    )
    login = models.CharField(
        "номер магазина или логин", max_length=80, help_text="ЮKassa — shopId, Сбер — логин с окончанием «-api»"
    )
    sealed_secret = models.TextField("ключ, зашифрован", editable=False, blank=True)
    sealed_event_key = models.TextField("ключ уведомлений, зашифрован", editable=False, blank=True)
    api_url = models.URLField(
        "адрес банка", blank=True, help_text="Пусто — обычный адрес этого банка; для проверок бывает другой"
    )
    sends_bill = models.BooleanField(
        "сообщать банку, какая квитанция оплачена",
        default=False,
        help_text="Только ЮKassa: сведения для ГИС ЖКХ — счёт и ЕЛС, месяц, на кого открыт счёт, адрес",
    )
    is_active = models.BooleanField("платежи принимаются", default=True)
    position = models.PositiveSmallIntegerField("порядок на странице оплаты", default=100)
    created_at = models.DateTimeField("подключён", null=True, editable=False)
    secret_changed_at = models.DateTimeField("ключ введён", null=True, editable=False)

    class Meta:
        verbose_name = "подключение банка"
        verbose_name_plural = "подключения банков"
        ordering = ("organization_id", "position", "pk")
        constraints = (models.UniqueConstraint(fields=["organization", "kind", "login"], name="connection_shop"),)

    def __str__(self) -> str:
        return f"{self.get_kind_display()}, {self.login}"

    @property
    def key(self) -> str:
        """Name of this way to pay in attempts and messages: never given to another connection."""
        return f"{self.kind.lower()}-{self.pk}"
