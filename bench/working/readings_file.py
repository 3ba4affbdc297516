"""A file of readings, from its bytes to stored rows with all checks, in a process of its own: see `bench.readings`."""

import datetime as dt
import json
import resource
import sys
import tempfile
import time
from pathlib import Path

from django.db.models import Max

from kvita.calc.period import Month
from kvita.core.audit import Actor
from kvita.exchange.enums import ImportKind
from kvita.exchange.kinds import ImportOptions
from kvita.exchange.services import import_file
from kvita.housing.enums import CheckLevel
from kvita.housing.models import ManagingOrganization, OrganizationSettings
from kvita.metering.models import Reading, Register

HEADER = "Лицевой счет;Услуга;Заводской номер;Дата показания;Показание\n"


def main(rows: int) -> None:
    """Import a file of so many rows, several days for each register; print seconds, queries and peak memory."""
    OrganizationSettings.objects.update(check_excess=CheckLevel.OFF, check_verification=CheckLevel.OFF)
    organization = ManagingOrganization.objects.select_related("settings").get()
    newest = dict(Reading.objects.values_list("register").annotate(value=Max("value")))
    month = Month.of(Reading.objects.aggregate(last=Max("month"))["last"]).next
    registers = list(
        Register.objects.filter(meter__account__isnull=False, pk__in=newest)
        .select_related("meter__account", "service")
        .order_by("pk")
    )
    lines = []
    for day in range(1, rows // len(registers) + 2):
        for register in registers:
            account = register.meter.account
            number = account.full_number if account else ""
            value = f"{newest[register.pk] + day}".replace(".", ",")
            name, serial = register.service.name, register.meter.serial_number
            lines.append(f"{number};{name};{serial};{month.first_day.replace(day=day):%d.%m.%Y};{value}\n")
    with tempfile.TemporaryDirectory() as directory:
        path = Path(directory) / "readings.csv"
        path.write_text(HEADER + "".join(lines[:rows]), encoding="cp1251")
        begin = time.perf_counter()
        report = import_file(
            kind=ImportKind.READINGS, path=path, organization=organization, options=ImportOptions(), rehearse=False,
            actor=Actor(kind="command", label="bench"), now=dt.datetime.combine(month.last_day, dt.time(9), dt.UTC),
        )  # fmt: skip
        seconds = time.perf_counter() - begin
    assert report.counts.new == rows, (report.outcome, report.counts, list(report.problems)[:3])
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"seconds": seconds, "memory": memory}))


if __name__ == "__main__":
    main(int(sys.argv[1]))
