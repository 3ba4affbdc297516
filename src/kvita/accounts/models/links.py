"""Who may see which account, and who has tried to."""

from django.conf import settings
from django.db import models

from kvita.accounts.enums import AttemptOutcome, LinkState
from kvita.accounts.models.accounts import BillingAccount
from kvita.housing.models import Portal


class AccountLink(models.Model):
    """A user's right to see a billing account, and how it was proved.

    `is_holder`: the account is their own, not only seen by them (`services.holding`); what they confirm of themselves
    may go into the company's database.
    """

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="account_links", verbose_name="пользователь"
    )
    account = models.ForeignKey(BillingAccount, models.CASCADE, related_name="links", verbose_name="лицевой счёт")
    state = models.CharField("состояние", max_length=8, choices=LinkState, default=LinkState.PENDING)
    proof = models.CharField("чем доказано", max_length=120, blank=True)
    is_holder = models.BooleanField("счёт — его собственный", default=False)
    created_at = models.DateTimeField("создана")
    activated_at = models.DateTimeField("действует с", null=True, blank=True)
    revoked_at = models.DateTimeField("отозвана", null=True, blank=True)
    revoked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="кто отозвал"
    )

    class Meta:
        verbose_name = "привязка счёта"
        verbose_name_plural = "привязки счетов"
        constraints = (
            models.UniqueConstraint(
                fields=["user", "account"], name="link_once", condition=~models.Q(state=LinkState.REVOKED)
            ),
        )

    def __str__(self) -> str:
        return f"{self.user} → {self.account}"


class LinkAttempt(models.Model):
    """One try to prove a right to an account. `account` is the one that was meant, when the number exists.

    Written for every try alike, so that a wrong proof takes as long as a wrong number; read by the staff and by the job
    that warns those who are linked already.
    """

    at = models.DateTimeField("когда")
    portal = models.ForeignKey(Portal, models.CASCADE, related_name="+", verbose_name="портал")
    number = models.CharField("введённый номер", max_length=30)
    account = models.ForeignKey(
        BillingAccount, models.CASCADE, null=True, related_name="attempts", verbose_name="лицевой счёт"
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name="пользователь"
    )
    address = models.GenericIPAddressField("адрес в сети", null=True)
    outcome = models.CharField("итог", max_length=16, choices=AttemptOutcome)

    class Meta:
        verbose_name = "попытка привязки"
        verbose_name_plural = "попытки привязки"
        ordering = ("-at", "-id")
        indexes = (
            models.Index(fields=["account", "at"], name="attempt_account"),
            models.Index(fields=["at"], name="attempt_at"),
        )

    def __str__(self) -> str:
        return f"{self.number}: {self.get_outcome_display()}"
