"""Moments in the back-office and days of the console are the organisation's, by the one clock of the program."""

import datetime as dt
from pathlib import Path

import pytest
from django.core.management import call_command
from django.urls import reverse

from kvita.exchange.models import ImportBatch
from kvita.housing.models import StaffAssignment
from kvita.publications.models import Announcement
from tests.actors import Cast, client_of, make_cast
from tests.factories import make_announcement
from tests.policy.forms import filled

pytestmark = pytest.mark.django_db

LAST_EVENING = dt.datetime(2026, 11, 30, 20, 30, tzinfo=dt.UTC)  # in Barnaul 3:30 of 1 December


@pytest.fixture
def cast(monkeypatch: pytest.MonkeyPatch) -> Cast:
    cast = make_cast()
    cast.organization.time_zone = "Asia/Barnaul"
    cast.organization.save()
    for command in ("import", "bank"):
        monkeypatch.setattr(f"kvita.web.office.management.commands.{command}.current_time", lambda: LAST_EVENING)
    return cast


def test_reference_pages_show_the_time_of_the_organization(cast: Cast) -> None:
    news = make_announcement(cast.organization, "Отключат воду", published_at=LAST_EVENING)
    vera = client_of(cast.vera, cast.portal)
    path = reverse("admin:publications_announcement_change", args=[news.pk])
    page = vera.get(path).content.decode()
    assert filled(page)["published_at_1"] == ["03:30:00"]
    assert 'data-admin-utc-offset="25200"' in page  # so that no field warns of another clock
    assert "1 декабря 2026 г. 3:30" in vera.get(reverse("admin:publications_announcement_changelist")).content.decode()
    assert vera.post(path, filled(page, published_at_1="04:00:00")).status_code == 302
    assert Announcement.objects.get(pk=news.pk).published_at == LAST_EVENING + dt.timedelta(minutes=30)


def test_who_works_for_two_organizations_sees_each_by_its_own_clock(cast: Cast) -> None:
    StaffAssignment.objects.create(user=cast.vera, organization=cast.other_organization, role="ACCOUNTANT")
    vera = client_of(cast.vera, cast.portal)
    for organization, shown in ((cast.organization, "03:30:00"), (cast.other_organization, "23:30:00")):
        news = make_announcement(organization, "Отключат воду", published_at=LAST_EVENING)
        path = reverse("admin:publications_announcement_change", args=[news.pk])
        assert filled(vera.get(path).content.decode())["published_at_1"] == [shown]
    new = filled(vera.get(reverse("admin:publications_announcement_add")).content.decode())
    new |= {"organization": [str(cast.organization.pk)], "title": ["Новое"], "text": ["…"]}
    new |= {"published_at_0": ["2026-12-01"], "published_at_1": ["03:30:00"]}
    assert vera.post(reverse("admin:publications_announcement_add"), new).status_code == 302
    assert Announcement.objects.get(title="Новое").published_at == LAST_EVENING


def test_the_console_takes_the_clock_of_the_program(cast: Cast, tmp_path: Path) -> None:
    file = tmp_path / "accounts.csv"
    file.write_text("Лицевой счёт;Адрес;Квартира\n900001;Садовая, д. 1;1\n")
    call_command("import", "accounts", str(file), "--organization", cast.organization.slug)
    assert ImportBatch.objects.get().created_at == LAST_EVENING


def test_the_day_of_a_registry_is_the_organizations(cast: Cast, tmp_path: Path) -> None:
    kind = ("debts-gorod", "--service-code", "1234", "--with-zero")
    slug = cast.organization.slug
    call_command("bank", "export", *kind, "--organization", slug, "--directory", str(tmp_path))
    (written,) = tmp_path.iterdir()
    assert written.name.startswith("gorod_20261201_")
