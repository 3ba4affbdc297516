"""What a page began anew after a deadlock is nobody's business, but it is counted and told at the end of the run."""

from collections import Counter
from collections.abc import Iterator

import pytest

from kvita.core import locks

BEGUN_ANEW = Counter[str]()


@pytest.fixture
def retries(monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> Iterator[Counter[str]]:
    """How often a page was begun anew in this test, by what the database said."""
    found, asked = Counter[str](), locks.is_transient

    def is_transient(error: BaseException | None) -> bool:
        answer = asked(error)
        if answer:
            found[str(error).split("\n", 1)[0]] += 1
        return answer

    monkeypatch.setattr("kvita.web.busy.is_transient", is_transient)
    yield found
    BEGUN_ANEW[request.node.name] += found.total()


@pytest.fixture(scope="module")
def summary(request: pytest.FixtureRequest) -> Iterator[None]:
    """Tell on the terminal what was begun anew, test by test."""
    BEGUN_ANEW.clear()
    yield
    plugins = request.config.pluginmanager
    terminal, capture = plugins.get_plugin("terminalreporter"), plugins.get_plugin("capturemanager")
    if terminal is not None and capture is not None:
        with capture.global_and_fixture_disabled():
            terminal.write_line(f"\nbegun anew: {dict(+BEGUN_ANEW) or 'nothing'}")
