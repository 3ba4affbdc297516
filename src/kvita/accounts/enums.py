"""States of links."""

from django.db import models


class LinkState(models.TextChoices):
    """Life of a link between a user and a billing account."""

    PENDING = "PENDING", "на проверке"
    ACTIVE = "ACTIVE", "действует"
    REVOKED = "REVOKED", "отозвана"
