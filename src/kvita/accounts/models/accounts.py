"""Billing accounts."""

from django.db import models

from kvita.accounts.models.keys import key_field
from kvita.housing.enums import AccountKind
from kvita.housing.models import ManagingOrganization, Premise


class BillingAccount(models.Model):
    """The account of one premise with one organisation (лицевой счёт).

    `number` is text: leading zeros matter. `letter_index` is the letter that may be left out when typing.
    `payment_code` is what a payer types at a bank; often equal to the number.
    """

    organization = models.ForeignKey(
        ManagingOrganization, models.CASCADE, related_name="accounts", verbose_name="организация"
    )
    premise = models.ForeignKey(Premise, models.PROTECT, related_name="accounts", verbose_name="помещение")
    number = models.CharField("лицевой счёт", max_length=30)
    letter_index = models.CharField("буквенный индекс", max_length=5, blank=True)
    payment_code = models.CharField("платёжный код", max_length=30)
    kind = models.CharField("вид", max_length=16, choices=AccountKind, default=AccountKind.UTILITIES)
    holder_name = models.CharField("на кого открыт", max_length=200, blank=True)
    phone = models.CharField("телефон", max_length=40, blank=True)
    email = models.EmailField("электронная почта", blank=True)
    residents_count = models.PositiveSmallIntegerField("количество жильцов", null=True, blank=True)
    opened_on = models.DateField("открыт", null=True, blank=True)
    closed_on = models.DateField("закрыт", null=True, blank=True)
    gis_account_guid = models.UUIDField("ГИС ЖКХ: AccountGUID", null=True, blank=True)
    unified_account_number = models.CharField("ЕЛС", max_length=10, null=True, blank=True)
    housing_service_id = models.CharField("ИЖКУ", max_length=13, null=True, blank=True)
    number_key = key_field("number", "лицевой счёт для поиска")
    code_key = key_field("payment_code", "платёжный код для поиска")

    class Meta:
        verbose_name = "лицевой счёт"
        verbose_name_plural = "лицевые счета"
        ordering = ("organization_id", "number", "letter_index")
        constraints = (
            models.UniqueConstraint(fields=["organization", "number", "letter_index"], name="account_number"),
            models.UniqueConstraint(fields=["organization", "payment_code"], name="account_payment_code"),
            models.CheckConstraint(
                name="account_closed_after_opened",
                condition=models.Q(closed_on=None)
                | models.Q(opened_on=None)
                | models.Q(closed_on__gte=models.F("opened_on")),
            ),
        )
        indexes = (
            models.Index(fields=["number_key", "organization"], name="account_number_key"),
            models.Index(fields=["code_key", "organization"], name="account_code_key"),
        )

    def __str__(self) -> str:
        return self.full_number

    @property
    def full_number(self) -> str:
        """Number with its letter index, as in the bill."""
        return f"{self.number}{self.letter_index}"
