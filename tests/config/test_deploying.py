"""What an installation is told before it meets residents, and how its files are kept."""

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from kvita.web.site.checks import check_installation

LONG = "0123456789-" * 6


def run(tmp_path: Path, *arguments: str, **variables: str) -> "subprocess.CompletedProcess[str]":
    inherited = {name: value for name, value in os.environ.items() if not name.startswith(("KVITA_", "DATABASE_"))}
    environment = {
        **inherited,
        "DJANGO_SETTINGS_MODULE": "kvita.config.settings",
        "KVITA_VAR_DIR": str(tmp_path / "var"),
    }
    command = [sys.executable, "-m", "kvita", *arguments]
    return subprocess.run(command, env=environment | variables, capture_output=True, text=True, check=False)


@pytest.mark.parametrize("secret", ["short", "x" * 49])
def test_a_short_secret_stops_the_start(tmp_path: Path, secret: str) -> None:
    result = run(tmp_path, "check", KVITA_SECRET_KEY=secret)
    assert result.returncode == 78
    assert "KVITA_SECRET_KEY" in result.stderr
    assert "50" in result.stderr
    assert secret not in result.stderr


def test_files_and_the_database_belong_to_their_owner_alone(tmp_path: Path) -> None:
    result = run(tmp_path, "check", "--deploy", KVITA_SECRET_KEY=LONG, KVITA_ALLOWED_HOSTS="*")
    assert "kvita.E001" in result.stderr
    var = tmp_path / "var"
    assert var.stat().st_mode & 0o777 == 0o700
    assert (var / "media").stat().st_mode & 0o777 == 0o700
    assert (var / "kvita.sqlite3").stat().st_mode & 0o777 == 0o600
    (var / "kvita.sqlite3").chmod(0o644)
    (var / "kvita.sqlite3-wal").touch(0o644)
    assert run(tmp_path, "check", KVITA_SECRET_KEY=LONG).returncode == 0
    assert (var / "kvita.sqlite3").stat().st_mode & 0o777 == 0o600
    assert (var / "kvita.sqlite3-wal").stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({}, set()),
        ({"ALLOWED_HOSTS": ["cabinet.example.ru", "*"]}, {"kvita.E001"}),
        ({"DEMO": True}, {"kvita.E002"}),
        ({"HTTPS": False}, {"kvita.E003"}),
    ],
)
def test_what_is_fit_for_a_trial_only_is_named(settings: Any, changed: dict[str, Any], told: set[str]) -> None:
    for name, value in ({"ALLOWED_HOSTS": ["cabinet.example.ru"], "DEMO": False, "HTTPS": True} | changed).items():
        setattr(settings, name, value)
    assert {found.id for found in check_installation(None)} == told
