"""Announcements in the back-office."""

from django.contrib import admin

from kvita.housing.admin import OfficeAdmin
from kvita.publications.models import Announcement


@admin.register(Announcement)
class AnnouncementAdmin(OfficeAdmin[Announcement]):
    """News and outages."""

    list_display = ("title", "kind", "organization", "published_at", "starts_at", "ends_at")
    list_select_related = ("organization",)
    list_filter = ("kind", "organization")
    search_fields = ("title",)
    filter_horizontal = ("buildings",)
