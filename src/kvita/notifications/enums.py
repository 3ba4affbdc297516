"""Channels and states of outgoing messages."""

from django.db import models


class Channel(models.TextChoices):
    """How a message travels."""

    EMAIL = "EMAIL", "письмо"
    SMS = "SMS", "SMS"


class MessageState(models.TextChoices):
    """Fate of a message: nothing is «sent» before the provider took it."""

    QUEUED = "QUEUED", "ждёт отправки"
    SENT = "SENT", "отправлено"
    FAILED = "FAILED", "не отправлено"
