"""What tests/conftest.py promises: tests that cannot run say so, and none of them leaves this machine."""

import socket
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest

from tests import conftest


class MarkedTest:
    """As much of a collected test as the hook looks at."""

    def __init__(self, mark: str) -> None:
        self.own: list[pytest.Mark] = [getattr(pytest.mark, mark).mark]

    def get_closest_marker(self, name: str) -> pytest.Mark | None:
        return next((mark for mark in self.own if mark.name == name), None)

    def add_marker(self, decorator: pytest.MarkDecorator) -> None:
        self.own.append(decorator.mark)


@pytest.fixture
def no_chromium(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KVITA_CHROMIUM", "no-such-browser")
    monkeypatch.delenv("KVITA_REQUIRE", raising=False)


@pytest.mark.usefixtures("no_chromium")
def test_a_test_that_cannot_run_is_skipped_with_the_reason() -> None:
    test = MarkedTest("browser")
    conftest.pytest_collection_modifyitems(cast("Any", [test]))
    skip = test.get_closest_marker("skip")
    assert skip is not None
    assert "apt install chromium" in skip.kwargs["reason"]


@pytest.mark.usefixtures("no_chromium")
def test_what_is_required_is_not_skipped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KVITA_REQUIRE", "browser,postgres")
    with pytest.raises(pytest.UsageError, match="KVITA_REQUIRE=browser"):
        conftest.pytest_collection_modifyitems(cast("Any", [MarkedTest("browser")]))


def test_chromium_may_be_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KVITA_CHROMIUM", "/bin/sh")
    found = conftest.find_chromium()
    assert found is not None
    assert found.name == "sh"


def test_on_postgresql_nothing_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("django.db.connection", SimpleNamespace(vendor="postgresql"))
    assert conftest.missing("postgres") is None


@pytest.mark.parametrize(("programs", "hint"), [(None, "apt install postgresql"), (Path("/usr/bin"), "make test")])
def test_on_sqlite_it_says_what_to_do(monkeypatch: pytest.MonkeyPatch, programs: Path | None, hint: str) -> None:
    monkeypatch.setattr("django.db.connection", SimpleNamespace(vendor="sqlite"))
    monkeypatch.setattr("postgres.find_programs", lambda: programs)
    assert hint in str(conftest.missing("postgres"))


def test_no_test_leaves_this_machine() -> None:
    with socket.socket() as client, pytest.raises(AssertionError, match=r"tried to reach 192\.0\.2\.1"):
        client.connect(("192.0.2.1", 80))
