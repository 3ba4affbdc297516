"""`kvita demo`: what it prepares, what it says, and when it refuses."""

import datetime as dt
import io
import socket
from pathlib import Path

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from pytest_django.fixtures import Settings

import kvita.config.urls  # noqa: F401 - here, so that it is not first read in demo mode below
from kvita.billing.models import BillingPeriod
from kvita.demo import serving
from kvita.demo.management.commands import demo
from kvita.demo.world import build_world, world_exists
from kvita.housing.models import Portal
from kvita.web.clock import current_time, set_demo_time
from tests.factories import make_portal

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def demo_mode(settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Demo mode with a directory of its own, two months of data, and nothing to flush for good."""
    settings.DEMO = True
    settings.DEMO_CLOCK_FILE = tmp_path / "clock.json"
    settings.STATIC_ROOT = tmp_path / "static"
    monkeypatch.setattr(demo, "build_world", lambda **options: build_world(**options, months=1))
    monkeypatch.setattr(demo, "collect_static", lambda root: False)


def run(*arguments: str) -> str:
    out = io.StringIO()
    call_command("demo", "--no-serve", *arguments, stdout=out)
    return out.getvalue()


def test_it_builds_once_and_tells_addresses_and_sign_ins() -> None:
    first = run("--port", "8321")
    assert "Demo data:" in first
    assert world_exists()
    for text in ("http://innova.localhost:8321/", "hasanova@example.com", "demo-kvita", "551412", "/dev/outbox/"):
        assert text in first
    assert "Demo data:" not in run()


def test_the_port_comes_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PORT", "8322")
    assert "http://ugra.localhost:8322/" in run()
    for wrong in ("0", "65536", "восемь", "80 80"):
        monkeypatch.setenv("PORT", wrong)
        with pytest.raises(CommandError, match="is not a port"):
            run()


def test_it_serves_what_it_has_prepared(monkeypatch: pytest.MonkeyPatch) -> None:
    served: list[int] = []
    monkeypatch.setattr(demo, "serve", served.append)
    monkeypatch.setattr(demo, "is_free", lambda port: True)
    call_command("demo", "--port", "8323", stdout=io.StringIO())
    assert served == [8323]


def test_a_taken_port_is_told_before_anything_is_done() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        assert not serving.is_free(port)
        with pytest.raises(CommandError, match=f"port {port} is taken"):
            call_command("demo", "--port", str(port), stdout=io.StringIO())
    assert not world_exists()


def test_the_data_are_built_for_the_moment_that_was_asked_for_and_the_clock_stands_there() -> None:
    run("--now", "2027-02-28T23:30:00+00:00")
    assert current_time() == dt.datetime(2027, 2, 28, 23, 30, tzinfo=dt.UTC)
    assert BillingPeriod.objects.get(organization__slug="lipovaya", state="OPEN").month == dt.date(2027, 3, 1)
    with pytest.raises(CommandError, match="Не хватает часового пояса"):
        run("--now", "2027-02-28T23:30:00")


def test_outside_the_demo_it_refuses(settings: Settings) -> None:
    settings.DEMO = False
    with pytest.raises(CommandError, match="KVITA_DEMO=1"):
        run()


def test_a_reset_builds_anew_and_frees_the_clock(monkeypatch: pytest.MonkeyPatch, settings: Settings) -> None:
    flushed: list[str] = []
    monkeypatch.setattr(demo, "call_command", lambda name, **_: flushed.append(name))
    set_demo_time(dt.datetime(2026, 1, 1, tzinfo=dt.UTC))
    run("--reset")
    assert flushed == ["migrate", "flush"]
    assert not settings.DEMO_CLOCK_FILE.exists()
    assert world_exists()


def test_a_reset_does_not_touch_a_database_with_portals_of_others() -> None:
    make_portal("mine")
    with pytest.raises(CommandError, match="mine"):
        run("--reset")
    assert Portal.objects.filter(slug="mine").exists()


def test_static_files_are_collected_when_they_changed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    calls: list[str] = []
    root = tmp_path / "collected"
    root.mkdir()
    monkeypatch.setattr(serving, "call_command", lambda name, **_: calls.append(name))
    assert serving.collect_static(root)
    assert not serving.collect_static(root)
    root.with_name(".static-stamp").write_text("other files")
    assert serving.collect_static(root)
    assert calls == ["collectstatic"] * 2
