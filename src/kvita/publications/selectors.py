"""Reads of announcements."""

import datetime as dt
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q, QuerySet

from kvita.publications.enums import AnnouncementKind
from kvita.publications.models import Announcement

HOME_OUTAGES = 3
HOME_NEWS = 3
# More than this many works at once in one house are no longer a strip on top of a page.
_HOME_LIMIT = 20


@dataclass(frozen=True, slots=True)
class HomeAnnouncements:
    """What the home page shows: works that last or are to come, soonest first, and the newest news."""

    outages: list[Announcement]
    news: list[Announcement]


def published_announcements(*, organization_id: int, building_id: int, now: dt.datetime) -> QuerySet[Announcement]:
    """Return a query of all that was announced to one house until a moment, newest first."""
    through = Announcement.buildings.through.objects.filter(announcement_id=OuterRef("pk"))
    for_house = ~Exists(through) | Exists(through.filter(building_id=building_id))
    found = Announcement.objects.filter(for_house, organization_id=organization_id, published_at__lte=now)
    return found.order_by("-published_at", "-pk")


def home_announcements(*, organization_id: int, building_id: int, now: dt.datetime) -> HomeAnnouncements:
    """Return the announcements for one house at a moment; one query.

    An outage without an end is shown for a week after its beginning, one without both for a week after publication.
    """
    week_ago = now - dt.timedelta(days=7)
    lasts = (
        Q(ends_at__gt=now)
        | Q(ends_at=None, starts_at__gt=week_ago)
        | Q(ends_at=None, starts_at=None, published_at__gt=week_ago)
    )
    found = (
        published_announcements(organization_id=organization_id, building_id=building_id, now=now)
        .filter(Q(kind=AnnouncementKind.NEWS) | lasts)
        .order_by("-kind", "-published_at", "-pk")[:_HOME_LIMIT]
    )
    rows = list(found)
    outages = [row for row in rows if row.kind == AnnouncementKind.OUTAGE]
    outages.sort(key=lambda row: row.starts_at or row.published_at)
    news = [row for row in rows if row.kind == AnnouncementKind.NEWS]
    return HomeAnnouncements(outages[:HOME_OUTAGES], news[:HOME_NEWS])
