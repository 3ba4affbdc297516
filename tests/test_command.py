"""The console command `kvita`."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from kvita.__main__ import main

CHANGELOG = Path(__file__).resolve().parents[1] / "CHANGELOG.md"


def run(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    kept = {
        name: value for name, value in os.environ.items() if not name.startswith(("KVITA_", "DJANGO_", "DATABASE_"))
    }
    return subprocess.run(
        [sys.executable, "-m", "kvita", *arguments],
        check=False, capture_output=True, text=True, env={**kept, **environment},
    )  # fmt: skip


@pytest.mark.parametrize("arguments", [[], ["--help"], ["-h"], ["help"]])
def test_help_lists_own_commands_first_with_what_they_do(
    arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    main(arguments)
    own, django = capsys.readouterr().out.split("\nDjango:\n")
    commands = dict(re.findall(r"^  (\S+) +(\S.*)$", own, re.MULTILINE))
    assert "demo" in commands
    assert "migrate" not in commands
    assert "migrate" in django.split()
    nameless = re.findall(r"^  (\S+)$", own, re.MULTILINE)
    assert nameless == [], "a command without help"


def test_help_needs_no_settings(tmp_path: Path) -> None:
    result = run("--help", KVITA_VAR_DIR=str(tmp_path))
    assert result.returncode == 0, result.stderr
    assert "Kvita:" in result.stdout


def test_version_is_that_of_the_changelog(capsys: pytest.CaptureFixture[str]) -> None:
    main(["--version"])
    found = re.search(r"^## (\d+\.\d+\.\d+)", CHANGELOG.read_text(encoding="utf-8"), re.MULTILINE)
    assert found is not None
    assert capsys.readouterr().out == f"{found[1]}\n"


def test_a_wrong_setting_stops_the_start_with_one_line(tmp_path: Path) -> None:
    result = run(
        "check", KVITA_SECRET_KEY="x" * 50, KVITA_VAR_DIR=str(tmp_path), DATABASE_URL="mysql://localhost/kvita"
    )
    assert result.returncode == 78
    assert result.stderr.count("\n") == 1
    assert "DATABASE_URL" in result.stderr


def test_an_installation_makes_its_own_secret_once(tmp_path: Path) -> None:
    for _ in range(2):
        result = run("check", KVITA_VAR_DIR=str(tmp_path))
        assert result.returncode == 0, result.stderr
    secret = tmp_path / "secret.key"
    assert len(secret.read_text()) >= 50
    assert secret.stat().st_mode & 0o077 == 0
    assert [path.name for path in tmp_path.glob("secret.key*")] == ["secret.key"]


def test_a_folder_that_cannot_be_written_stops_the_start_with_one_line(tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("")
    result = run("check", KVITA_VAR_DIR=str(tmp_path / "taken"))
    assert result.returncode == 78
    assert result.stderr.startswith("kvita: KVITA_VAR_DIR")


def test_other_commands_go_to_django(tmp_path: Path) -> None:
    result = run("diffsettings", KVITA_SECRET_KEY="x" * 50, KVITA_VAR_DIR=str(tmp_path))
    assert result.returncode == 0, result.stderr
    assert "ROOT_URLCONF" in result.stdout


def test_the_demo_has_the_settings_of_a_demo(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[tuple[list[str], str | None]] = []
    monkeypatch.setenv("KVITA_DEMO", "0")  # so that it is put back, whatever the command leaves
    monkeypatch.delenv("KVITA_DEMO")
    monkeypatch.setattr(
        "django.core.management.execute_from_command_line",
        lambda arguments: seen.append((arguments, os.environ.get("KVITA_DEMO"))),
    )
    main(["check"])
    main(["demo"])
    assert seen == [(["kvita", "check"], None), (["kvita", "demo"], "1")]
