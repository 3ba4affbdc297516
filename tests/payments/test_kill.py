"""`kill -9` all the way from «the order is stored» to «the money is credited»: the bank and we agree afterwards."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
KILLS = 30  # `python -m tests.payments.killing.payer 0` kills at every line


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What the program of killing/payer.py counted in a database of its own."""
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
        [sys.executable, "-m", "tests.payments.killing.payer", str(KILLS)],
        env=environment,
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=180,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    counted: dict[str, Any] = json.loads(done.stdout)
    return counted


def test_what_the_bank_took_is_what_was_credited(told: dict[str, Any]) -> None:
    assert told["killed"] >= KILLS - 2
    assert told["bank_kopecks"] == told["our_kopecks"] == told["our_payments"] * 1000
    assert told["bank_payments"] == told["our_payments"] == told["orders_paid"]


def test_nothing_hangs_and_every_payer_got_one_letter(told: dict[str, Any]) -> None:
    assert told["attempts_open"] == 0
    assert told["letters"] == told["our_payments"]
