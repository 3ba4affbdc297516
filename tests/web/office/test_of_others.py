"""A cabinet that opens an account of another organisation too is in no office's hands."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from kvita.accounts.enums import LinkState
from kvita.accounts.models import AccountLink
from kvita.housing.enums import StaffRole
from kvita.identity.enums import ThrottleScope
from kvita.identity.models import Throttle
from kvita.identity.services import HOUR
from tests.actors import Cast, client_of, make_cast
from tests.factories import NOW, make_account, make_link, make_staff

pytestmark = pytest.mark.django_db
PAPERS = {"email": "office@example.ru", "reason": "паспорт"}


@pytest.fixture(autouse=True)
def clock(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kvita.web.middleware.current_time", lambda: NOW)


@pytest.fixture
def cast() -> Cast:
    cast = make_cast()
    cast.portal.organizations.add(cast.other_organization)
    return cast


@pytest.fixture
def desk(cast: Cast) -> Client:
    return client_of(make_staff(cast.organization, role=StaffRole.REGISTRAR), cast.portal)


def email_of(cast: Cast) -> str:
    cast.anna.refresh_from_db()
    return str(cast.anna.email)


def test_the_email_of_somebody_with_an_account_elsewhere_stays(cast: Cast, desk: Client) -> None:
    make_link(cast.anna, make_account(cast.other_organization, "777001"))
    path = reverse("office:resident", args=[cast.anna.pk])
    page = desk.get(path).content.decode()
    assert 'name="email"' not in page
    assert "счет другой организации" in page.replace("ё", "е")
    assert desk.post(path, PAPERS).status_code == 403
    assert email_of(cast) == "anna@example.ru"


def test_an_ended_link_elsewhere_is_in_nobodys_way(cast: Cast, desk: Client) -> None:
    link = make_link(cast.anna, make_account(cast.other_organization, "777001"))
    AccountLink.objects.filter(pk=link.pk).update(state=LinkState.REVOKED)
    assert desk.post(reverse("office:resident", args=[cast.anna.pk]), PAPERS).status_code == 302
    assert email_of(cast) == "office@example.ru"


@pytest.mark.parametrize("elsewhere", [True, False])
def test_a_former_resident_is_a_stranger(cast: Cast, desk: Client, elsewhere: bool) -> None:
    AccountLink.objects.filter(user=cast.anna).update(state=LinkState.REVOKED)
    if elsewhere:
        make_link(cast.anna, make_account(cast.other_organization, "777001"))
    assert desk.post(reverse("office:resident", args=[cast.anna.pk]), PAPERS).status_code == 404
    assert email_of(cast) == "anna@example.ru"
    assert "Анна" not in desk.get("/office/desk/residents/", {"q": "anna@"}).content.decode()


def test_a_lock_of_such_a_resident_is_not_lifted(cast: Cast, desk: Client) -> None:
    make_link(cast.anna, make_account(cast.other_organization, "777001"))
    key = f"user:{cast.anna.pk}"
    Throttle.objects.create(
        scope=ThrottleScope.SIGN_IN, key=key, count=41, limit=40, window_started_at=NOW, window_ends_at=NOW + HOUR
    )
    page = desk.get(reverse("office:locks")).content.decode()
    assert "другой организации" in page
    answer = desk.post(reverse("office:lift_locks", args=[cast.anna.pk]), {"reason": "позвонила"})
    assert answer.status_code == 422
    assert Throttle.objects.get(key=key).count == 41


def test_a_file_for_an_organization_that_is_not_ours_lands_nowhere(cast: Cast) -> None:
    vera = client_of(cast.vera, cast.portal)
    named = {"organization": cast.other_organization.pk, "kind": "ACCOUNTS"}
    assert vera.post(reverse("office:import"), named).status_code != 404  # nothing is in the file yet
    with_file = {**named, "file": _file()}
    assert vera.post(reverse("office:import"), with_file).status_code == 404
    assert vera.post(reverse("office:export"), {**named, "format": "CSV"}).status_code == 404


def _file() -> object:
    return SimpleUploadedFile("a.csv", "лицевой счёт\n1\n".encode())
