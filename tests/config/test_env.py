"""What `DATABASE_URL` and `DATABASE_POOL` make of the database settings."""

from pathlib import Path
from typing import Any

import pytest

from kvita.config.env import database_config, open_env

SERVER = "postgresql://kvita@db.example/kvita"


def config_of(monkeypatch: pytest.MonkeyPatch, **environment: str) -> dict[str, Any]:
    for name in ("DATABASE_URL", "DATABASE_POOL"):
        monkeypatch.delenv(name, raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    return database_config(open_env(), default_path=Path("/srv/kvita/kvita.sqlite3"))


def test_without_a_word_it_is_the_file(monkeypatch: pytest.MonkeyPatch) -> None:
    config = config_of(monkeypatch)
    assert (config["ENGINE"], config["NAME"]) == ("django.db.backends.sqlite3", "/srv/kvita/kvita.sqlite3")
    assert config["OPTIONS"]["transaction_mode"] == "IMMEDIATE"
    assert "journal_mode=WAL" in config["OPTIONS"]["init_command"]


def test_a_server_gets_a_pool_whose_connections_keep_their_plans(monkeypatch: pytest.MonkeyPatch) -> None:
    options = config_of(monkeypatch, DATABASE_URL=SERVER, DATABASE_POOL="7")["OPTIONS"]
    assert options["pool"]["max_size"] == 7
    assert options["server_side_binding"]
    assert options["prepare_threshold"] == 5


def test_without_a_pool_nothing_is_prepared_because_another_pool_may_stand_between(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    options = config_of(monkeypatch, DATABASE_URL=SERVER, DATABASE_POOL="0")["OPTIONS"]
    assert options.keys().isdisjoint({"pool", "server_side_binding", "prepare_threshold"})


@pytest.mark.parametrize(
    ("environment", "word"),
    [
        ({"DATABASE_URL": "mysql://root@localhost/kvita"}, "'mysql' is not supported"),
        ({"DATABASE_URL": SERVER, "DATABASE_POOL": "-1"}, "DATABASE_POOL: -1 is below zero"),
        ({"DATABASE_URL": SERVER, "DATABASE_POOL": "many"}, "DATABASE_POOL"),
    ],
)
def test_a_wrong_value_stops_the_start_with_one_line(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], environment: dict[str, str], word: str
) -> None:
    with pytest.raises(SystemExit) as stopped:
        config_of(monkeypatch, **environment)
    said = capsys.readouterr().err
    assert stopped.value.code == 78
    assert word in said
    assert said.count("\n") == 1
