"""The account switch: every page of one account leads to the same page of another."""

import datetime as dt
import re
from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import resolve, reverse

from kvita.config.urls import build_urls
from kvita.web.resident.switcher import WITHOUT_THING
from tests.actors import Cast
from tests.factories import AUGUST, make_link, make_reading, make_register, make_statement
from tests.policy.routes import Route, walk
from tests.policy.world import World, make_world

pytestmark = pytest.mark.django_db

JULY = dt.date(2017, 7, 1)
ROUTES = {route.name: route for route in walk(build_urls(demo=True))}
# Staff have no switch. In the profile the account of the header is not the one in the address: its own tests.
OF_AN_ACCOUNT = [
    route
    for route in ROUTES.values()
    if "account_id" in route.arguments and not route.name.startswith(("profile:", "office:"))
]


def switched(client: Client, address: str, account_id: int) -> str:
    """Return where the switch of a page leads for an account."""
    html = client.get(address, follow=True).content.decode()
    panel = html[html.index("switch__panel") : html.index("</header>")]
    found: list[str] = re.findall(rf'href="(/a/{account_id}/[^"]*)"', panel)
    assert len(found) == 1, found
    return found[0].replace("&amp;", "&")


@pytest.fixture
def world() -> World:
    world = make_world()
    make_link(world.cast.anna, world.cast.boris_account)
    make_statement(world.cast.boris_account)
    make_reading(make_register(world.cast.boris_account), "54", AUGUST.replace(day=20))
    return world


@pytest.mark.parametrize("route", OF_AN_ACCOUNT, ids=lambda route: route.name)
def test_every_page_of_an_account_knows_its_place_at_another(world: World, route: Route) -> None:
    cast = world.cast
    arguments = {name: world.arguments[name] for name in route.arguments}
    client = world.client("owner")
    answer = client.get(reverse(route.name, kwargs=arguments), follow=True)
    if answer.status_code == 405 or not answer.headers["Content-Type"].startswith("text/html"):
        return  # no page: a file, or where a form goes
    shown = answer.resolver_match.view_name
    target = switched(client, answer.request["PATH_INFO"], cast.boris_account.pk)
    assert resolve(target.partition("?")[0]).view_name == WITHOUT_THING.get(shown, shown)
    assert client.get(target, follow=True).status_code == 200


@pytest.mark.parametrize("page", ["charges/2017-07/", "charges/2017-07/table/"])
def test_the_month_stays_where_the_other_account_has_it(cast: Cast, anna: Client, page: str) -> None:
    make_link(cast.anna, cast.boris_account)
    for account in (cast.account, cast.boris_account):
        for month in (JULY, AUGUST):
            make_statement(account, month)
    assert switched(anna, f"/a/{cast.account.pk}/{page}", cast.boris_account.pk) == f"/a/{cast.boris_account.pk}/{page}"


def test_without_that_month_it_is_the_newest_one(cast: Cast, anna: Client) -> None:
    make_link(cast.anna, cast.boris_account)
    make_statement(cast.account, JULY)
    make_statement(cast.boris_account, AUGUST)
    target = switched(anna, f"/a/{cast.account.pk}/charges/2017-07/table/", cast.boris_account.pk)
    assert target == f"/a/{cast.boris_account.pk}/charges/2017-08/table/"


def test_without_any_charges_the_page_says_so(cast: Cast, anna: Client) -> None:
    make_link(cast.anna, cast.boris_account)
    make_statement(cast.account, JULY)
    target = switched(anna, f"/a/{cast.account.pk}/charges/2017-07/", cast.boris_account.pk)
    assert target == f"/a/{cast.boris_account.pk}/charges/"


def test_readings_of_a_month_that_the_other_account_does_not_have(cast: Cast, anna: Client) -> None:
    make_link(cast.anna, cast.boris_account)
    make_reading(make_register(cast.account), "5", JULY.replace(day=20))
    page = f"/a/{cast.account.pk}/meters/2017-07/"
    assert switched(anna, page, cast.boris_account.pk) == f"/a/{cast.boris_account.pk}/meters/"
    make_reading(make_register(cast.boris_account), "5", JULY.replace(day=20))
    assert switched(anna, page, cast.boris_account.pk) == f"/a/{cast.boris_account.pk}/meters/2017-07/"


def test_a_chosen_range_stays_and_the_page_of_a_list_does_not(cast: Cast, anna: Client) -> None:
    make_link(cast.anna, cast.boris_account)
    for account in (cast.account, cast.boris_account):
        make_statement(account, AUGUST)
    page = f"/a/{cast.account.pk}/history/?from=2017-08&to=2017-08&page=3&x=1"
    target = switched(anna, page, cast.boris_account.pk)
    assert target == f"/a/{cast.boris_account.pk}/history/?from=2017-08&to=2017-08"


def test_more_accounts_ask_no_more_of_the_database(
    cast: Cast, anna: Client, count_queries: Callable[[Callable[[], object]], int]
) -> None:
    make_link(cast.anna, cast.boris_account)
    for account in (cast.account, cast.boris_account):
        make_statement(account, AUGUST)
    page = f"/a/{cast.account.pk}/charges/2017-08/"
    anna.get(page)
    two = count_queries(lambda: anna.get(page))
    make_link(cast.anna, cast.daria_account)
    cast.portal.organizations.add(cast.other_organization)
    assert count_queries(lambda: anna.get(page)) == two
