"""Every address, asked by those who are signed in: nothing of what they see may be kept by anybody."""

from typing import Any

import pytest
from django.contrib import admin
from django.test import Client
from django.urls import reverse

from kvita.web.headers import PERMISSIONS, PRIVATE
from tests.policy.test_access import OURS, address, ask
from tests.policy.world import World

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("demo_addresses")]


@pytest.mark.parametrize("route", OURS)
def test_nothing_seen_after_the_sign_in_is_kept(world: World, route: str) -> None:
    path = address(route, world)
    for person in ("owner", "staff"):
        answer = ask(world.client(person), "GET", path)
        assert answer.headers["Cache-Control"] == PRIVATE, person
        assert answer.headers["Permissions-Policy"] == PERMISSIONS
        assert answer.headers["Cross-Origin-Resource-Policy"] == "same-origin"


@pytest.mark.parametrize("model", admin.site._registry, ids=lambda model: model._meta.label_lower)
def test_nothing_of_the_back_office_is_kept(world: World, model: Any) -> None:
    path = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")
    assert world.client("staff").get(path).headers["Cache-Control"] == PRIVATE


def test_guests_may_keep_what_is_nobodys(world: World) -> None:
    assert "no-store" not in world.client("guest").get(reverse("healthz")).headers.get("Cache-Control", "")


def test_the_end_of_a_session_empties_the_cache(world: World) -> None:
    answer = world.client("owner").post(reverse("site:logout"))
    assert answer.headers["Clear-Site-Data"] == '"cache"'
    assert answer.headers["Cache-Control"] == PRIVATE
    assert "Clear-Site-Data" not in world.client("guest").post(reverse("site:logout")).headers


@pytest.mark.parametrize("method", ["TRACE", "TRACK", "CONNECT", "PROPFIND"])
@pytest.mark.parametrize("path", ["/login/", "/office/", "/healthz", "/nowhere"])
def test_methods_that_nobody_needs_are_not_allowed(world: World, method: str, path: str) -> None:
    answer = ask(world.client("guest"), method, path)
    assert answer.status_code == 405
    assert "GET" in answer.headers["Allow"]


def test_where_to_tell_of_a_hole(world: World, client: Client, settings: Any) -> None:
    portal = world.cast.portal
    assert client.get("/.well-known/security.txt", SERVER_NAME=portal.host).status_code == 404
    portal.support_email = "help@example.ru"
    portal.save()
    text = client.get("/.well-known/security.txt", SERVER_NAME=portal.host).content.decode()
    assert "Contact: mailto:help@example.ru\n" in text
    assert "\nExpires: 20" in text
    settings.KVITA_SECURITY_CONTACT = "https://example.ru/security"
    text = client.get("/.well-known/security.txt", SERVER_NAME=portal.host).content.decode()
    assert text.startswith("Contact: https://example.ru/security\n")
