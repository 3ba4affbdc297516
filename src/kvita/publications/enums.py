"""Kinds of announcements."""

from django.db import models


class AnnouncementKind(models.TextChoices):
    """News are read, outages are shown on top of the home page while they last."""

    NEWS = "NEWS", "новость"
    OUTAGE = "OUTAGE", "отключение или работы"
