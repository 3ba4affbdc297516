"""Files that a killed process left are swept, those that a row names or that are fresh stay, nobody else reads them."""

import io
import os
import time
from pathlib import Path
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import call_command
from PIL import Image

from kvita.identity.models import User
from kvita.identity.services import set_photo
from kvita.web.office.management.lost_files import SAFE_AGE, known_files, sweep_files
from tests.factories import make_portal, make_resident

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def root(settings: Any, tmp_path: Path) -> Path:
    settings.MEDIA_ROOT = tmp_path / "media"
    settings.STORAGES = {**settings.STORAGES}  # the store is opened anew at its new place
    return tmp_path / "media"


def mode(path: Path) -> int:
    return path.stat().st_mode & 0o777


def picture() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (400, 400), "red").save(out, "PNG")
    return out.getvalue()


def age(path: Path, seconds: float) -> None:
    moment = time.time() - seconds
    os.utime(path, (moment, moment))


def test_what_is_stored_is_closed_to_others(root: Path) -> None:
    name = default_storage.save("readings/2026/11/a.jpg", ContentFile(b"x"))
    assert mode(root / name) == 0o600
    assert {mode(folder) for folder in (root / "readings", root / "readings/2026", root / "readings/2026/11")} == {
        0o700
    }


def test_lost_files_go_and_known_and_fresh_ones_stay(root: Path) -> None:
    user = make_resident(make_portal())
    set_photo(user=user, data=picture())
    known = root / str(User.objects.get(pk=user.pk).photo)
    lost, fresh = (root / default_storage.save(f"photos/{name}.jpg", ContentFile(b"x")) for name in ("lost", "fresh"))
    for path in (known, lost):
        age(path, SAFE_AGE + 60)
    age(fresh, 0)  # by the clock of this process, which need not be the one of the disk
    known.chmod(0o644)
    (root / "photos").chmod(0o755)
    swept = sweep_files(root, now=time.time())
    assert (swept.deleted, swept.closed) == (1, 2)
    assert (known.exists(), lost.exists(), fresh.exists()) == (True, False, True)
    assert (mode(known), mode(root / "photos")) == (0o600, 0o700)
    assert sweep_files(root, now=time.time()).deleted == 0


def test_every_column_of_files_counts() -> None:
    assert known_files() == set()


def test_the_nightly_command_sweeps_files(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    lost = root / default_storage.save("uploads/lost.csv", ContentFile(b"x"))
    age(lost, SAFE_AGE + 60)
    call_command("sweep")
    assert not lost.exists()
    assert "files that no row knows 1" in capsys.readouterr().out
