"""Anna's profile: her browser, and the files that the tests store."""

from collections.abc import Callable
from pathlib import Path

import pytest
from django.test import Client
from pytest_django.fixtures import Settings

from tests.actors import Cast
from tests.factories import PASSWORD

Sure = Callable[[], None]


@pytest.fixture(autouse=True)
def store(settings: Settings, tmp_path: Path) -> Path:
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


@pytest.fixture
def anna(cast: Cast) -> Client:
    """Anna's browser, through the real sign-in: the list of devices knows it."""
    client = Client(SERVER_NAME=cast.portal.host)
    assert client.post("/login/", {"name": "anna@example.ru", "password": PASSWORD}).status_code == 302
    return client


@pytest.fixture
def sure(anna: Client) -> Sure:
    """Answer the question who is there."""

    def answer() -> None:
        assert anna.post("/profile/sure/", {"sure_password": PASSWORD}).status_code == 302

    return answer
