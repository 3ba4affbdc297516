"""What every test gets: no foreign network, a steady Hypothesis, and a word about tests that cannot run here."""

import os
import shutil
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import postgres
import pytest
from hypothesis import settings as hypothesis_settings
from playwright.sync_api import Browser, sync_playwright
from pytest_django.plugin import DjangoDbBlocker

if TYPE_CHECKING:
    from tests.lock_order import LockOrder
    from tests.policy.world import World

# The same examples in every run: a red test is red for everybody. `--hypothesis-profile=explore` looks for new ones.
hypothesis_settings.register_profile("steady", derandomize=True, deadline=None)
hypothesis_settings.register_profile("explore", deadline=None, max_examples=2_000)
hypothesis_settings.load_profile("steady")

CHROMIUM_FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome")


def find_chromium() -> Path | None:
    """Return the Chromium of this machine: `KVITA_CHROMIUM`, or the first known name on PATH."""
    names = [os.environ["KVITA_CHROMIUM"]] if "KVITA_CHROMIUM" in os.environ else CHROMIUM_NAMES
    found = next(filter(None, map(shutil.which, names)), None)
    return Path(found) if found else None


def missing(need: str) -> str | None:
    """Return why tests with this mark cannot run here, or None when they can."""
    from django.db import connection  # after pytest-django has chosen the settings

    if need == "browser" and find_chromium() is None:
        return "no Chromium on this machine (Debian: apt install chromium)"
    if need == "postgres" and connection.vendor != "postgresql":
        if postgres.find_programs() is None:
            return "no PostgreSQL on this machine (Debian: apt install postgresql)"
        return "this run is on SQLite; `make test` gives these tests a PostgreSQL server of their own"
    return None


@pytest.hookimpl(trylast=True)  # after `-m` and `-k` have chosen
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Skip, with the reason, what cannot run here; fail at once where `KVITA_REQUIRE` demands it."""
    for item in items:
        if "browser" in getattr(item, "fixturenames", ()) and not item.get_closest_marker("browser"):
            raise pytest.UsageError(
                f"{item.nodeid} drives a browser without the mark: it would run where none is wanted"
            )
    required = os.environ.get("KVITA_REQUIRE", "").split(",")
    for need in ("browser", "postgres"):
        marked = [item for item in items if item.get_closest_marker(need)]
        reason = missing(need) if marked else None
        if reason is None:
            continue
        if need in required:
            raise pytest.UsageError(f"KVITA_REQUIRE={need}, but {reason}")
        for item in marked:
            item.add_marker(pytest.mark.skip(reason=f"not run: {reason}"))


def pytest_unconfigure() -> None:
    """Remove what this process has left on disk."""
    from django.conf import settings

    shutil.rmtree(settings.VAR_DIR, ignore_errors=True)


@pytest.fixture(autouse=True, scope="session")
def flush_of_frozen_months() -> Iterator[None]:
    """Let a test that commits be tidied up after it on SQLite: a flush deletes row by row, which months refuse.

    The triggers are back when the flush is over (`post_migrate`).
    """
    from django.core.management.commands.flush import Command
    from django.db import connection

    from kvita.billing.frozen import release_months

    flush = Command.handle

    def handle(self: Command, **options: Any) -> None:
        if connection.vendor == "sqlite":
            release_months(connection)
        flush(self, **options)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Command, "handle", handle)
        yield


@pytest.fixture(autouse=True, scope="session")
def lock_order() -> Iterator["LockOrder"]:
    """Hear every lock that the services of this run take."""
    from tests.lock_order import listening

    with listening() as order:
        yield order


@pytest.fixture(autouse=True)
def locks_in_order(lock_order: "LockOrder") -> Iterator[None]:
    """Fail the test whose services took locks against the order of docs/locks.md."""
    yield
    assert not (wrong := lock_order.take()), wrong


@pytest.fixture(scope="session")
def chromium_path() -> Path:
    """The Chromium that tests marked `browser` drive."""
    found = find_chromium()
    assert found is not None, "a test that asks for chromium_path needs the mark `browser`"
    return found


@pytest.fixture(scope="session")
def browser(chromium_path: Path) -> Iterator[Browser]:
    """One Chromium for all tests of this process: Playwright cannot be started twice in one."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium_path, args=CHROMIUM_FLAGS)
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def demo_addresses(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """The demo's addresses and its bank exist; a clock that is set there is nobody else's.

    Set once for a file: each change of the addresses makes Django read all of them anew.
    """
    from django.test import override_settings

    sandbox = "kvita.integrations.acquiring.sandbox.provider.SandboxProvider"
    with override_settings(
        ROOT_URLCONF="tests.policy.demo_urls",
        DEMO=True,
        DEMO_CLOCK_FILE=tmp_path_factory.mktemp("demo") / "clock.json",
        KVITA_PAYMENT_PROVIDERS={"sandbox": sandbox},
    ):
        yield


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator["World"]:
    """Anna's things (tests/policy/world.py), stored once for a file: what a test changes is rolled back after it."""
    from django.db import transaction

    from tests.policy.world import make_world

    with django_db_blocker.unblock(), transaction.atomic():
        yield make_world()
        transaction.set_rollback(True)


@pytest.fixture(autouse=True, scope="session")
def no_foreign_network() -> Iterator[None]:
    """Refuse every connection that leaves this machine: a test that needs the outside is a test that breaks."""
    connect = socket.socket.connect

    def guarded(self: socket.socket, address: Any) -> None:
        host = address[0] if self.family in (socket.AF_INET, socket.AF_INET6) else "localhost"
        if host not in ("127.0.0.1", "::1", "localhost"):
            raise AssertionError(f"the test tried to reach {host}")
        connect(self, address)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket.socket, "connect", guarded)
        yield
