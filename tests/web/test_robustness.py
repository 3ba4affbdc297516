"""Bad input at every address: a clear answer or 404, never a failure of the program.

Tens of thousands of requests: a run takes every third address for the words in parameters, forms and paths;
`KVITA_ROUTES=all` takes them all, as `.ci/run` does.
"""

import os
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote, urlsplit

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django.fixtures import Settings

from kvita.config.urls import build_urls
from tests.policy.routes import walk
from tests.policy.world import World
from tests.web.hostile import WORDS, read_page, spoilt

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("demo_addresses")]

# The back-office is Django's own; the gallery reads nothing that it is sent.
ROUTES = {route.name: route for route in walk(build_urls(demo=True)) if not route.name.startswith(("admin:", "dev:ui"))}
SAMPLE = list(ROUTES) if os.environ.get("KVITA_ROUTES") == "all" else sorted(ROUTES)[::3]
FINE = {200, 302, 400, 404, 405, 409, 410, 413, 422}
HUGE_NUMBERS = [0, 2**31, 2**63, 2**64, 10**30, 10**400]
# Read by pages that show neither a link nor a form with them to everybody.
PARAMETERS = {"page", "month", "next"}


@pytest.fixture
def owner(world: World) -> Client:
    return world.client("owner")


def address(route: str, arguments: Mapping[str, Any]) -> str:
    return reverse(route, kwargs={name: arguments[name] for name in ROUTES[route].arguments})


def encoded(parameters: Mapping[str, str]) -> str:
    """Write a query as a browser does; a lone surrogate becomes bytes that are not UTF-8."""
    return "&".join(f"{quote(name)}={quote(word.encode(errors='surrogatepass'))}" for name, word in parameters.items())


def send(client: Client, method: str, path: str, body: str = "") -> int:
    content_type = "application/x-www-form-urlencoded"
    return client.generic(method, path, body.encode(), content_type=content_type).status_code


@pytest.mark.parametrize("route", SAMPLE)
def test_parameters_of_the_address(world: World, owner: Client, route: str) -> None:
    path = address(route, world.arguments)
    page = owner.get(path, follow=True)
    named = read_page(page.content.decode())[1] if page.headers["Content-Type"].startswith("text/html") else set()
    # One by one what the page itself reads, so that no parameter hides behind another; together what it hardly reads.
    asked = [*({name} for name in named), PARAMETERS - named]
    answers = {
        (*sorted(names), word): send(owner, "GET", f"{path}?{encoded(dict.fromkeys(sorted(names), value))}")
        for names in asked
        for word, value in WORDS.items()
    }
    assert {key: status for key, status in answers.items() if status not in FINE} == {}


@pytest.mark.parametrize("route", SAMPLE)
def test_fields_of_forms(world: World, owner: Client, route: str) -> None:
    path = address(route, world.arguments)
    page = owner.get(path)
    if not page.headers["Content-Type"].startswith("text/html"):
        return
    bad = []
    for form in read_page(page.content.decode())[0]:
        action = urlsplit(form.action).path or path
        for fields in spoilt(form):
            query, body = (encoded(fields), "") if form.method == "GET" else ("", encoded(fields))
            status = send(owner, form.method, f"{action}?{query}", body)
            if status not in FINE:
                bad.append((action, fields, status))
    assert bad == []


@pytest.mark.parametrize("route", [name for name in SAMPLE if ROUTES[name].arguments])
def test_numbers_and_months_in_the_path(world: World, owner: Client, route: str) -> None:
    known = {name: str(value) for name, value in world.arguments.items()}
    path = address(route, known)
    for name in ROUTES[route].arguments:
        words = [*map(str, HUGE_NUMBERS), *WORDS.values(), "1900-01", "2099-12", "00000000-0000-0000-0000-000000000000"]
        for word in words:
            asked = path.replace(f"/{known[name]}", "/" + quote(word.encode(errors="surrogatepass")), 1)
            assert asked != path
            assert owner.get(asked).status_code in FINE, (name, word[:80])


@pytest.mark.parametrize("route", ROUTES)
def test_other_methods(world: World, owner: Client, route: str) -> None:
    path = address(route, world.arguments)
    methods = ("HEAD", "OPTIONS", "TRACE", "PUT", "PATCH", "DELETE", "BREW")
    answers = {method: send(owner, method, path) for method in methods}
    assert {method: status for method, status in answers.items() if status not in FINE} == {}


@pytest.mark.parametrize(
    ("content_type", "body"),
    [
        ("application/x-www-form-urlencoded", b"a=%ff%fe&%00=\xff"),
        ("application/x-www-form-urlencoded; charset=utf-16", "a=б".encode("utf-16")),
        ("application/x-www-form-urlencoded; charset=no-such", b"a=1"),
        ("application/x-www-form-urlencoded", b"&".join(b"f%d=1" % number for number in range(600))),
        ("application/x-www-form-urlencoded", b"a=" + b"x" * 3_000_000),
        ("application/json", b'{"now": {"deep": ' + b"[" * 5_000),
        ("multipart/form-data; boundary=b", b"--b\r\nContent-Disposition: form-data; name=amount\r\n\r\n1"),
        ("multipart/form-data", b"no boundary"),
        ("multipart/form-data; boundary=" + "b" * 300, b""),
        ("text/plain; \x00", b"\x00"),
    ],
    ids=[
        "bytes",
        "utf-16",
        "no-such-charset",
        "600-fields",
        "3-MB",
        "deep-json",
        "cut",
        "no-boundary",
        "long-boundary",
        "nul",
    ],
)
def test_bodies(world: World, owner: Client, content_type: str, body: bytes) -> None:
    for route in ROUTES:
        path = address(route, world.arguments)
        if route != "site:logout":
            assert owner.generic("POST", path, body, content_type=content_type).status_code in FINE, route


@pytest.mark.parametrize("value", ["", "\x00", "x" * 5_000, "../../etc/passwd", "ÿ", "dark", '{"a":1}'])
def test_cookies(world: World, value: str) -> None:
    for name in ("sessionid", "csrftoken", "messages", "kvita_text", "kvita_theme"):
        client = world.client("owner")
        client.cookies[name] = value
        assert client.get(address("resident:home", world.arguments)).status_code in FINE, name


@pytest.mark.parametrize("host", ["", "a" * 300 + ".localhost", "innova.localhost:99999", "evil.example", "[::1", "ё"])
def test_hosts(world: World, host: str) -> None:
    answer = world.client("owner").get("/", headers={"host": host})
    assert answer.status_code in FINE
    assert "evil.example" not in answer.content.decode()


@pytest.mark.parametrize(
    "path",
    ["/a/", "/a/x/", "/a/1e3/", "/a/-1/", "/a/%00/", "/a/1/%ff/", "/a//charges/", "/" + "a" * 9_000],
)
def test_addresses_that_are_none(world: World, owner: Client, path: str) -> None:
    answer = owner.get(path)
    assert answer.status_code in (400, 404)


def test_nobody_is_sent_to_another_host_after_the_sign_in(world: World) -> None:
    for target in (
        "//evil.example/",
        "https://evil.example/",
        "/\\evil.example",
        "javascript:alert(1)",
        "\x00//evil.example",
    ):
        client = world.client("guest")
        data = {"name": "anna@example.ru", "password": "ромашка-2017", "next": target}
        answer = client.post(reverse("site:login"), data)
        assert answer.headers["Location"] == reverse("resident:start"), target


def test_outside_the_demo_there_is_nothing_of_the_demo(settings: Settings, client: Client) -> None:
    settings.ROOT_URLCONF = "kvita.config.urls"
    settings.DEMO = False
    real = {route.pattern for route in walk(build_urls(demo=False))}
    of_the_demo = [route.pattern for route in walk(build_urls(demo=True)) if route.pattern not in real]
    assert of_the_demo
    assert all(pattern.startswith(("dev/", "bank/")) for pattern in of_the_demo)
    assert not any(pattern.startswith(("dev/", "bank/")) for pattern in real)
    for path in ("/dev/demo.json", "/dev/outbox/", "/dev/outbox.json", "/dev/clock", "/bank/"):
        assert client.get(path).status_code == 404
        assert client.post(path).status_code == 404
