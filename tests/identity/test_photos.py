"""Photos of people: drawn anew, stored where no address of the web leads, gone with the next one."""

import io
from pathlib import Path

import pytest
from django.core.files.storage import default_storage
from PIL import Image
from pytest_django.fixtures import Settings

from kvita.core.errors import DomainError
from kvita.identity.models import User
from kvita.identity.services import remove_photo, set_photo
from tests.factories import make_portal, make_resident

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def store(settings: Settings, tmp_path: Path) -> Path:
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


@pytest.fixture
def anna() -> User:
    return make_resident(make_portal(), "anna@example.ru")


def picture(colour: str = "red") -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (640, 480), colour).save(out, "PNG")
    return out.getvalue()


def test_a_photo_is_stored_square_and_small(anna: User) -> None:
    set_photo(user=anna, data=picture())
    anna.refresh_from_db()
    with default_storage.open(str(anna.photo)) as file, Image.open(file) as stored:
        assert (stored.format, stored.size) == ("JPEG", (320, 320))


def test_the_next_photo_takes_the_place_of_the_first(anna: User, store: Path) -> None:
    set_photo(user=anna, data=picture())
    set_photo(user=anna, data=picture("blue"))
    assert len([path for path in store.rglob("*") if path.is_file()]) == 1
    remove_photo(user=anna)
    assert [path for path in store.rglob("*") if path.is_file()] == []
    anna.refresh_from_db()
    assert not anna.photo


def test_what_is_no_photo_changes_nothing(anna: User, store: Path) -> None:
    set_photo(user=anna, data=picture())
    before = anna.photo.name
    with pytest.raises(DomainError):
        set_photo(user=anna, data=b"<svg/>")
    anna.refresh_from_db()
    assert anna.photo.name == before
