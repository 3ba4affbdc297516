"""What proves the right to an account without knowing its holder: codes from letters, passwords from the office."""

from django.db import models

from kvita.accounts.models.accounts import BillingAccount


class RegistrationCode(models.Model):
    """The code in the letter to a flat: kept hashed, good for as many of its people as `uses_allowed` says.

    None is without limit. A new one revokes the one before: an account has one live code.
    """

    account = models.ForeignKey(BillingAccount, models.CASCADE, related_name="codes", verbose_name="лицевой счёт")
    secret_hash = models.CharField(max_length=64, editable=False)
    issued_at = models.DateTimeField("выдан")
    expires_at = models.DateTimeField("действует до", null=True, blank=True)
    revoked_at = models.DateTimeField("отозван", null=True, blank=True)
    uses_allowed = models.PositiveSmallIntegerField("сколько раз годится", null=True, blank=True)
    used_count = models.PositiveIntegerField("привязано по нему", default=0)
    last_used_at = models.DateTimeField("последний раз", null=True, blank=True)

    class Meta:
        verbose_name = "код регистрации"
        verbose_name_plural = "коды регистрации"
        ordering = ("-issued_at", "-id")
        constraints = (
            models.UniqueConstraint(
                fields=["account"], name="code_one_live", condition=models.Q(revoked_at__isnull=True)
            ),
            models.CheckConstraint(
                condition=models.Q(uses_allowed__isnull=True) | models.Q(used_count__lte=models.F("uses_allowed")),
                name="code_uses",
            ),
        )

    def __str__(self) -> str:
        return f"{self.account}: код от {self.issued_at:%d.%m.%Y}"

    @property
    def is_used_up(self) -> bool:
        """Whether as many have entered with it as may."""
        return self.uses_allowed is not None and self.used_count >= self.uses_allowed


class AccountPassword(models.Model):
    """A password of the account itself, given out by the office. Kept hashed, shown once."""

    account = models.OneToOneField(
        BillingAccount, models.CASCADE, related_name="password", primary_key=True, verbose_name="лицевой счёт"
    )
    password = models.CharField(max_length=128, editable=False)
    issued_at = models.DateTimeField("выдан")

    class Meta:
        verbose_name = "пароль лицевого счёта"
        verbose_name_plural = "пароли лицевых счетов"

    def __str__(self) -> str:
        return f"{self.account}: пароль от {self.issued_at:%d.%m.%Y}"
