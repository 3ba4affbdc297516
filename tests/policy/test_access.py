"""Every address of the program, asked by everybody: each gets what access_table.py says, and nothing is forgotten."""

from typing import cast

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from kvita.config.urls import build_urls
from tests.policy.access_table import PEOPLE, Row, rows
from tests.policy.routes import walk
from tests.policy.sources import expect_none
from tests.policy.world import World

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("demo_addresses")]

ROUTES = {route.name: route for route in walk(build_urls(demo=True))}
OURS = sorted(name for name in ROUTES if not name.startswith("admin:"))  # those: test_access_office.py
# Programs set the clock of the demo, so it asks for no token; outside the demo it does not exist. Banks have no form of
# ours either: what they say is not believed, only asked about (test_access_table: a forged message is 400).
TOKENLESS = {"dev:clock", "hooks:payments"}
NO_ACCOUNT = 999_999


OPEN_ON_PURPOSE = {"dev:clock"}  # for programs, and in the demo only


def address(route: str, world: World, **other: object) -> str:
    """Return the address of a route that leads to Anna's things."""
    arguments = world.arguments | other
    return reverse(route, kwargs={name: arguments[name] for name in ROUTES[route].arguments})


def ask(client: Client, method: str, path: str) -> HttpResponse:
    return cast("HttpResponse", client.generic(method, path))


def told(answer: HttpResponse) -> str:
    """Name the answer as the table does."""
    location = answer.headers.get("Location", "")
    if answer.status_code == 302 and location.startswith(reverse("site:login")):
        return "login"
    if answer.status_code == 302 and location.startswith(reverse("admin:login")):
        return "desk"
    return "home" if answer.status_code == 302 and location == reverse("resident:start") else str(answer.status_code)


def test_every_address_stands_in_the_table() -> None:
    known = {row.route for row in rows()}
    expect_none(set(OURS) ^ known, hint="say in access_table.py who gets what there (or take the line out):")


@pytest.mark.parametrize("row", rows(), ids=lambda row: f"{row.method}-{row.route}")
def test_everybody_gets_what_the_table_says(world: World, row: Row) -> None:
    path = address(row.route, world)
    answers = {person: told(ask(world.client(person), row.method, path)) for person in PEOPLE}
    assert answers == dict(zip(PEOPLE, row.answers, strict=True))


@pytest.mark.parametrize("route", [name for name in OURS if name not in TOKENLESS])
def test_nothing_is_changed_without_the_token_of_a_form(world: World, route: str) -> None:
    path = address(route, world)
    for person in ("owner", "staff", "guest"):
        client = world.client(person, enforce_csrf_checks=True)
        for method in ("POST", "PUT", "PATCH", "DELETE"):
            assert ask(client, method, path).status_code == 403, (person, method)


@pytest.mark.parametrize("route", [name for name in OURS if "account_id" in ROUTES[name].arguments])
def test_an_account_of_another_looks_like_one_that_does_not_exist(world: World, route: str) -> None:
    client = world.client("neighbour")
    another, none = (
        ask(client, "GET", address(route, world, account_id=number)) for number in (world.cast.account.pk, NO_ACCOUNT)
    )
    assert (another.status_code, another.content) == (none.status_code, none.content)
    assert world.cast.account.full_number not in another.content.decode()


@pytest.mark.parametrize(
    "route", [name for name in OURS if "account_id" in ROUTES[name].arguments and not name.startswith("office:")]
)
def test_at_another_portal_the_account_is_unknown(world: World, route: str) -> None:
    client = world.client("owner")
    answer = client.get(address(route, world), SERVER_NAME=world.cast.other_portal.host)
    assert answer.status_code == 404


def test_an_order_is_reached_through_its_own_account_only(world: World) -> None:
    path = address("resident:pay_result", world, account_id=world.cast.boris_account.pk)
    assert world.client("neighbour").get(path).status_code == 404
