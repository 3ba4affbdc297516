"""Codes and links that prove that an address is somebody's."""

import uuid

from django.conf import settings
from django.db import models

from kvita.identity.enums import CodePurpose
from kvita.notifications.enums import Channel


class ConfirmationCode(models.Model):
    """One code of an SMS or one link of a letter. Works once, until `expires_at`, with five tries.

    The secret is known to the recipient alone: here is only its keyed hash. `public_id` names the code on pages and is
    no secret. A code without a user and a message is a decoy: pages about an address that nobody has look the same.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    realm = models.SlugField("каталог пользователей", max_length=40, blank=True)
    purpose = models.CharField("для чего", max_length=16, choices=CodePurpose)
    channel = models.CharField("как послан", max_length=8, choices=Channel)
    address = models.CharField("кому", max_length=254)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="codes",
        verbose_name="пользователь",
    )
    secret_hash = models.CharField(max_length=64)
    payload = models.JSONField(default=dict, blank=True)
    sent_count = models.PositiveSmallIntegerField("который раз за сутки", default=1)
    tries_left = models.PositiveSmallIntegerField("попыток осталось")
    created_at = models.DateTimeField("послан")
    expires_at = models.DateTimeField("действует до")
    used_at = models.DateTimeField("использован", null=True, blank=True)
    revoked_at = models.DateTimeField("отозван", null=True, blank=True)

    class Meta:
        verbose_name = "код подтверждения"
        verbose_name_plural = "коды подтверждения"
        ordering = ("-id",)
        indexes = (
            models.Index(fields=["realm", "address", "purpose"], name="code_address"),
            models.Index(fields=["expires_at"], name="code_expires"),
        )

    def __str__(self) -> str:
        return f"{self.get_purpose_display()}: {self.address}"
