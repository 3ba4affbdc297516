"""The resident of `bench.waiting`: sends one reading after the other until a file appears."""

import datetime as dt
import json
import sys
import time
from pathlib import Path

import django

django.setup()

from django.db import OperationalError  # noqa: E402 - models need Django to be set up

from kvita.accounts.models import BillingAccount  # noqa: E402 - the same
from kvita.metering.models import Meter, Register  # noqa: E402 - the same
from kvita.metering.services import submit_readings  # noqa: E402 - the same
from kvita.tariffs.models import Service  # noqa: E402 - the same

NOW = dt.datetime(2017, 9, 11, 9, tzinfo=dt.UTC)
PAUSE = 0.01  # seconds between two writes


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
        time.sleep(PAUSE)
    print(json.dumps({"writes": len(waits) - 1, "longest": max(waits), "failed": failed}))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
