"""What residents choose: which messages they want, and how a bill reaches them."""

from django.conf import settings
from django.db import models

from kvita.accounts.models.links import AccountLink
from kvita.core.fields import EnumListField
from kvita.housing.enums import BillDelivery, NotificationSubject
from kvita.notifications.enums import Channel


class MessageChoice(models.Model):
    """Whether a user wants messages about a subject by a channel (D20); without a row the default of the channel holds.

    The empty subject is every subject that has no row of its own: «все письма», «все SMS».
    """

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="message_choices", verbose_name="пользователь"
    )
    channel = models.CharField("как", max_length=8, choices=Channel)
    subject = models.CharField("о чём", max_length=16, choices=NotificationSubject, blank=True)
    is_allowed = models.BooleanField("можно")
    changed_at = models.DateTimeField("когда выбрано")

    class Meta:
        verbose_name = "выбор сообщений"
        verbose_name_plural = "выбор сообщений"
        constraints = (models.UniqueConstraint(fields=["user", "channel", "subject"], name="message_choice_once"),)

    def __str__(self) -> str:
        return f"{self.user}: {self.channel} {self.subject or '*'} {'да' if self.is_allowed else 'нет'}"


class DeliveryChoice(models.Model):
    """How the bills of one linked account reach the resident (D21); without a row nothing was chosen."""

    link = models.OneToOneField(
        AccountLink, models.CASCADE, related_name="delivery_choice", primary_key=True, verbose_name="привязка"
    )
    ways = EnumListField(BillDelivery, verbose_name="как доставлять")
    changed_at = models.DateTimeField("когда выбрано")

    class Meta:
        verbose_name = "доставка счёта"
        verbose_name_plural = "доставка счетов"

    def __str__(self) -> str:
        return f"{self.link}: {', '.join(self.ways) or 'никак'}"
