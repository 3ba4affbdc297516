"""The resident of `bench.waiting`: sends one reading after the other until a file appears."""

import datetime as dt
import json
import sys
import time
from pathlib import Path

from django.db import OperationalError

from kvita.accounts.models import BillingAccount
from kvita.metering.models import Meter, Register
from kvita.metering.services import submit_readings
from kvita.tariffs.models import Service

NOW = dt.datetime(2017, 9, 11, 9, tzinfo=dt.UTC)
PAUSE = 0.01  # seconds between two writes of the resident


def main(stop: Path) -> None:
    """Print the number of writes, the longest of them and the failed ones."""
    account = BillingAccount.objects.select_related("organization__settings").order_by("pk")[0]
    meter, _ = Meter.objects.get_or_create(organization=account.organization, account=account, serial_number="1")
    register, _ = Register.objects.get_or_create(meter=meter, service=Service.objects.order_by("pk")[0])
    waits, failed = [0.0], 0
    print("ready", flush=True)
    while not stop.exists():
        started = time.perf_counter()
        value = {register.pk: str(1 + len(waits) % 9)}
        try:
            submit_readings(account=account, values=value, user=None, now=NOW, today=NOW.date())
        except OperationalError:
            failed += 1
        waits.append(time.perf_counter() - started)
        # A resident's pause: nobody presses without one, and SQLite's lock has no queue, so that a writer who is back
        # at once would keep it from the load for good.
        time.sleep(PAUSE)
    print(json.dumps({"writes": len(waits) - 1, "longest": max(waits), "failed": failed}))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
