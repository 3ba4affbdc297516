"""What people agreed to."""

from django.conf import settings
from django.db import models

from kvita.identity.enums import ConsentKind


class Consent(models.Model):
    """One document that a person agreed to: which version with which text, when, from where (152-ФЗ, art. 9).

    The row stays after withdrawal, and without the person after the cabinet is deleted: the operator has to be able to
    show what was agreed to.
    """

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="consents",
        verbose_name="пользователь",
    )
    realm = models.SlugField("каталог пользователей", max_length=40, blank=True)
    kind = models.CharField("вид", max_length=16, choices=ConsentKind)
    title = models.CharField("документ", max_length=200)
    version = models.CharField("версия", max_length=20)
    text = models.TextField("текст")
    agreed_at = models.DateTimeField("дано")
    address = models.GenericIPAddressField("адрес в сети", null=True, blank=True)
    withdrawn_at = models.DateTimeField("отозвано", null=True, blank=True)

    class Meta:
        verbose_name = "согласие"
        verbose_name_plural = "согласия"
        ordering = ("-agreed_at", "-id")
        constraints = (
            models.UniqueConstraint(
                fields=["user", "kind", "version"], name="consent_once", condition=models.Q(withdrawn_at=None)
            ),
        )

    def __str__(self) -> str:
        return f"{self.title}, {self.version}"
