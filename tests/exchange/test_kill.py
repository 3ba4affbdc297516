"""`kill -9` in the middle of a load, a correction, a roll-back, the crediting of a bank file: all of it or nothing."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
KILLS = 6  # of each act; `python -m tests.exchange.killing.accountant 0` kills at every line
ACTS = ("load", "change", "roll back", "correct", "credit")


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What the program of killing/accountant.py counted in a SQLite database of its own."""
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith(("KVITA_", "DATABASE_"))},
        "DJANGO_SETTINGS_MODULE": "kvita.config.settings",
        "KVITA_DEMO": "1",
        "KVITA_LOG_LEVEL": "ERROR",
        "KVITA_SECRET_KEY": "tests-only-not-a-secret-0123456789-0123456789-0123456789",
        "KVITA_VAR_DIR": str(tmp_path_factory.mktemp("killed")),
        "PYTHONPATH": str(ROOT),
    }
    done = subprocess.run(
        [sys.executable, "-m", "tests.exchange.killing.accountant", str(KILLS)],
        env=environment,
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=280,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    counted: dict[str, Any] = json.loads(done.stdout)
    return counted


@pytest.mark.parametrize("act", ACTS)
def test_who_was_killed_leaves_the_old_or_the_new_never_half(told: dict[str, Any], act: str) -> None:
    assert told[act]["killed"] >= KILLS - 1
    assert told[act]["half"] == 0
    assert told[act]["before"] > 0


@pytest.mark.parametrize("act", ACTS)
def test_the_next_try_finishes_it_once(told: dict[str, Any], act: str) -> None:
    assert told[act]["finished"] == told[act]["tries"]
