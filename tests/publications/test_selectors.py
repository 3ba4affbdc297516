import datetime as dt

import pytest

from kvita.publications.enums import AnnouncementKind
from kvita.publications.selectors import HOME_NEWS, HOME_OUTAGES, HomeAnnouncements, home_announcements
from tests.factories import NOW, make_announcement, make_building, make_organization

pytestmark = pytest.mark.django_db

HOUR, DAY = dt.timedelta(hours=1), dt.timedelta(days=1)


@pytest.mark.parametrize(
    ("starts", "ends", "published", "shown"),
    [
        (NOW - HOUR, NOW + HOUR, NOW - DAY, True),
        (NOW + DAY, NOW + 2 * DAY, NOW - DAY, True),
        (NOW - DAY, NOW - HOUR, NOW - DAY, False),
        (NOW - 6 * DAY, None, NOW - 9 * DAY, True),
        (NOW - 8 * DAY, None, NOW - 9 * DAY, False),
        (None, None, NOW - 6 * DAY, True),
        (None, None, NOW - 8 * DAY, False),
        (NOW - HOUR, NOW + HOUR, NOW + HOUR, False),
    ],
)
def test_outage_is_shown_while_it_lasts(
    starts: dt.datetime | None, ends: dt.datetime | None, published: dt.datetime, shown: bool
) -> None:
    building = make_building(make_organization())
    make_announcement(
        building.organization,
        "Воды не будет",
        kind=AnnouncementKind.OUTAGE,
        starts_at=starts,
        ends_at=ends,
        published_at=published,
    )
    found = home_announcements(organization_id=building.organization_id, building_id=building.pk, now=NOW)
    assert bool(found.outages) is shown


def test_many_news_do_not_push_an_outage_out() -> None:
    building = make_building(make_organization())
    organization = building.organization
    for place in range(30):
        make_announcement(organization, f"Новость {place}", published_at=NOW - place * HOUR)
    for place in range(5):
        make_announcement(
            organization, f"Работы {place}", kind=AnnouncementKind.OUTAGE, starts_at=NOW + (5 - place) * DAY
        )
    found = home_announcements(organization_id=organization.pk, building_id=building.pk, now=NOW)
    assert [row.title for row in found.outages] == ["Работы 4", "Работы 3", "Работы 2"]
    assert [row.title for row in found.news] == ["Новость 0", "Новость 1", "Новость 2"]
    assert (len(found.outages), len(found.news)) == (HOME_OUTAGES, HOME_NEWS)


def test_nothing_is_two_empty_lists() -> None:
    building = make_building(make_organization())
    found = home_announcements(organization_id=building.organization_id, building_id=building.pk, now=NOW)
    assert found == HomeAnnouncements([], [])
