"""Sections of the cabinet and their addresses."""

import pytest
from django.http import HttpRequest, HttpResponse
from django.urls import include, path

from kvita.web.ui.navigation import RESIDENT_SECTIONS, nav_items


def view(request: HttpRequest, account_id: int = 0) -> HttpResponse:
    return HttpResponse()


own = [
    path("a/<int:account_id>/", view, name="home"),
    path("a/<int:account_id>/meters/", view, name="meters"),
]
of_the_person = [path("profile/", view, name="page")]
urlpatterns = [path("", include((own, "resident"))), path("", include((of_the_person, "profile")))]


@pytest.mark.urls(__name__)
def test_sections_of_an_account_carry_its_key_and_common_ones_do_not() -> None:
    found = {item.key: item.url for item in nav_items(account_id=7)}
    assert found == {"home": "/a/7/", "meters": "/a/7/meters/", "profile": "/profile/"}


@pytest.mark.urls(__name__)
def test_without_an_account_only_common_sections_remain() -> None:
    assert [item.key for item in nav_items()] == ["profile"]


@pytest.mark.urls(__name__)
def test_a_portal_hides_what_it_does_not_offer() -> None:
    assert [item.key for item in nav_items(account_id=7, hidden={"meters"})] == ["home", "profile"]


@pytest.mark.urls(__name__)
def test_a_portal_calls_a_section_in_its_own_way() -> None:
    assert [item.label for item in nav_items(labels={"profile": "Личные данные"})] == ["Личные данные"]


def test_the_bar_of_a_phone_has_five_places() -> None:
    phone = [section for section in RESIDENT_SECTIONS if section.only != "wide"]
    assert len(phone) == 5
    assert all(section.icon for section in phone)
