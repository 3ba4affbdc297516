from pathlib import Path

import postgres
import psycopg
import pytest


@pytest.fixture
def programs() -> Path:
    found = postgres.find_programs()
    assert found is not None, "a test marked `postgres` runs where the programs are"
    return found


@pytest.mark.postgres
def test_the_server_answers_and_leaves_nothing_behind(programs: Path) -> None:
    with postgres.server(programs) as url, psycopg.connect(url) as connection:
        row = connection.execute("SHOW unix_socket_directories").fetchone()
        assert row is not None
        home = Path(row[0])
        assert home.stat().st_mode & 0o077 == 0
        assert connection.execute("SHOW server_encoding").fetchone() == ("UTF8",)
        assert connection.execute("SHOW listen_addresses").fetchone() == ("",)
    assert not home.exists()
    with pytest.raises(psycopg.OperationalError):
        psycopg.connect(url)


@pytest.mark.postgres
def test_the_exit_code_is_that_of_the_command(programs: Path) -> None:
    assert postgres.main(["sh", "-c", 'case "$DATABASE_URL" in postgresql://*) exit 7;; esac']) == 7


def test_without_programs_it_says_what_to_install(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(postgres, "find_programs", lambda: None)
    assert postgres.main(["true"]) == 3
    assert "apt install postgresql" in capsys.readouterr().err
