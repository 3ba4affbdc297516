"""The clock of the demo: set, freed, refused; never heeded outside the demo."""

import datetime as dt
import json
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from pytest_django.fixtures import Settings

from kvita.config.urls import build_urls  # here, so that it is not first read in demo mode below
from kvita.web.clock import current_time, set_demo_time

pytestmark = pytest.mark.urls("tests.policy.demo_urls")

AT = "2026-10-20T10:00:00+05:00"


@pytest.fixture(autouse=True)
def demo(settings: Settings, tmp_path: Path) -> Path:
    """Demo mode with a clock file of its own; returns the file."""
    settings.DEMO = True
    settings.DEMO_CLOCK_FILE = tmp_path / "clock.json"
    return tmp_path / "clock.json"


def post(body: Any, client: Client | None = None) -> tuple[int, dict[str, Any]]:
    """Send a body (JSON unless it is bytes) and return the status and the answer."""
    client = client or Client(enforce_csrf_checks=True)
    data = body if isinstance(body, bytes) else json.dumps(body)
    answer = client.post("/dev/clock", data, content_type="application/json")
    return answer.status_code, answer.json()


def test_it_is_set_and_freed_without_a_csrf_token() -> None:
    assert post({"now": AT}) == (200, {"now": AT})
    assert current_time() == dt.datetime(2026, 10, 20, 5, tzinfo=dt.UTC)
    assert Client().get("/dev/clock").json() == {"now": AT}
    status, answer = post({"now": None})
    assert status == 200
    assert dt.datetime.fromisoformat(answer["now"]) > dt.datetime(2026, 10, 20, 5, tzinfo=dt.UTC)


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (b"", "bad_json"),
        (b"{", "bad_json"),
        (b"\xff", "bad_json"),
        (b"[" * 100_000, "bad_json"),
        ({}, "bad_keys"),
        ([AT], "bad_keys"),
        (AT, "bad_keys"),
        ({"now": AT, "zone": 5}, "bad_keys"),
        ({"now": 5}, "bad_time"),
        ({"now": ""}, "bad_time"),
        ({"now": "завтра"}, "bad_time"),
        ({"now": "2026-02-30T10:00:00+05:00"}, "bad_time"),
        ({"now": "2026-10-20T10:00:00"}, "no_offset"),
        ({"now": "2026-10-20"}, "no_offset"),
        ({"now": "0001-01-01T00:00:00+05:00"}, "bad_year"),
        ({"now": "9999-12-31T23:59:59-05:00"}, "bad_year"),
    ],
)
def test_what_is_no_time_is_refused_and_changes_nothing(body: Any, code: str, demo: Path) -> None:
    status, answer = post(body)
    assert (status, answer["error"]) == (400, code)
    assert len(answer["message"]) > 10
    assert not demo.exists()


@pytest.mark.django_db
def test_the_form_of_the_index_does_the_same() -> None:
    client = Client()
    assert client.post("/dev/clock/form/", {"now": AT}).status_code == 302
    assert "Поставлены на" in client.get("/dev/").content.decode()
    client.post("/dev/clock/form/", {"now": "2026-10-20"})
    assert "часового пояса" in client.get("/dev/").content.decode()
    client.post("/dev/clock/form/", {"now": " "})
    assert "Идут как обычно" in client.get("/dev/").content.decode()


@pytest.mark.django_db
def test_the_form_wants_a_csrf_token() -> None:
    assert Client(enforce_csrf_checks=True).post("/dev/clock/form/", {"now": AT}).status_code == 403


def test_outside_the_demo_a_clock_file_is_not_read(settings: Settings, demo: Path) -> None:
    set_demo_time(dt.datetime(2020, 1, 1, tzinfo=dt.UTC))
    settings.DEMO = False
    assert demo.exists()
    assert current_time() > dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
    with pytest.raises(RuntimeError, match="demo"):
        set_demo_time(None)
    assert demo.exists()


@pytest.mark.django_db
def test_outside_the_demo_there_is_no_clock(settings: Settings) -> None:
    assert any(str(one.pattern).startswith("dev/") for one in build_urls(demo=True))
    assert not any(str(one.pattern).startswith("dev/") for one in build_urls(demo=False))
    settings.ROOT_URLCONF = "kvita.config.urls"
    client = Client(SERVER_NAME="localhost")
    assert client.post("/dev/clock", {"now": AT}, content_type="application/json").status_code == 404
