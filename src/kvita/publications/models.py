"""Announcements."""

from django.db import models

from kvita.housing.models import Building, ManagingOrganization
from kvita.publications.enums import AnnouncementKind


class Announcement(models.Model):
    """A message to the residents of an organisation, or of some of its buildings (none named = all)."""

    organization = models.ForeignKey(
        ManagingOrganization, models.CASCADE, related_name="announcements", verbose_name="организация"
    )
    buildings = models.ManyToManyField(Building, blank=True, verbose_name="дома", related_name="announcements")
    kind = models.CharField("вид", max_length=8, choices=AnnouncementKind, default=AnnouncementKind.NEWS)
    title = models.CharField("заголовок", max_length=200)
    text = models.TextField("текст")
    published_at = models.DateTimeField("опубликовано")
    starts_at = models.DateTimeField("начало работ", null=True, blank=True)
    ends_at = models.DateTimeField("конец работ", null=True, blank=True)

    class Meta:
        verbose_name = "объявление"
        verbose_name_plural = "объявления"
        ordering = ("-published_at", "-id")
        indexes = (models.Index(fields=["organization", "-published_at"], name="announcement_newest"),)

    def __str__(self) -> str:
        return self.title
