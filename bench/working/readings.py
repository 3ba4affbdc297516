"""The measurement of `bench.readings`, in a process of its own, because Django holds one database for its life."""

import datetime as dt
import json
import sys
import time
from collections.abc import Sequence

from django.db import connection, transaction
from django.db.models import Max

from kvita.calc.period import Month
from kvita.housing.enums import CheckLevel
from kvita.housing.models import ManagingOrganization, OrganizationSettings
from kvita.metering.enums import ReadingSource
from kvita.metering.models import Reading, Register
from kvita.metering.services import submit_many

TABLE = Reading._meta.db_table
Values = dict[int, str]


def main(rounds: int, batch: int) -> None:
    """Run both ways by turns and print seconds."""
    # A confirmation is not what is measured: what would be asked is left out, everything else is checked.
    OrganizationSettings.objects.update(check_excess=CheckLevel.OFF, check_verification=CheckLevel.OFF)
    organization = ManagingOrganization.objects.select_related("settings").get()
    month = Month.of(Reading.objects.aggregate(last=Max("month"))["last"]).next
    values = _values()
    batches = [dict(values[start : start + batch]) for start in range(0, len(values), batch)]
    seconds: dict[str, list[float]] = {"COPY": [], "service": []}
    rows = _rows(organization, batches, month.first_day.replace(day=20))
    for _ in range(rounds + 1):
        seconds["service"].append(_submit(organization, batches, month.first_day.replace(day=20)))
        seconds["COPY"].append(_copy(rows, batch))
    found = {way: times[1:] for way, times in seconds.items()}  # the first round warms up
    print(json.dumps({"readings": len(values), **found}))


def _values() -> list[tuple[int, str]]:
    newest = Reading.objects.values_list("register").annotate(value=Max("value")).order_by("register")
    known = set(Register.objects.filter(meter__account__isnull=False).values_list("pk", flat=True))
    return [(register, str(value + 1)) for register, value in newest if register in known]


def _submit(organization: ManagingOrganization, batches: Sequence[Values], day: dt.date) -> float:
    begin = time.perf_counter()
    now = dt.datetime.combine(day, dt.time(9), dt.UTC)
    for values in batches:
        outcomes = submit_many(
            organization=organization, values=values, user=None, source=ReadingSource.OFFICE, now=now, today=day
        )
        wrong = [one.message for one in outcomes if not one.is_stored]
        assert not wrong, wrong[:3]
    seconds = time.perf_counter() - begin
    _take_back(now)
    return seconds


def _rows(organization: ManagingOrganization, batches: Sequence[Values], day: dt.date) -> list[tuple[object, ...]]:
    """Return the rows that the service stores, as text: what COPY is given."""
    now = dt.datetime.combine(day, dt.time(9), dt.UTC)
    for values in batches:
        submit_many(
            organization=organization, values=values, user=None, source=ReadingSource.OFFICE, now=now, today=day
        )
    fields = [field.column for field in Reading._meta.concrete_fields if not field.primary_key]
    with connection.cursor() as cursor:
        columns = ", ".join(f"{column}::text" for column in fields)
        cursor.execute(f"SELECT {columns} FROM {TABLE} WHERE received_at = %s ORDER BY id", [now])
        rows: list[tuple[object, ...]] = cursor.fetchall()
    _take_back(now)
    return rows


def _copy(rows: Sequence[tuple[object, ...]], batch: int) -> float:
    fields = ", ".join(str(field.column) for field in Reading._meta.concrete_fields if not field.primary_key)
    place = [str(field.column) for field in Reading._meta.concrete_fields if not field.primary_key].index("received_at")
    begin = time.perf_counter()
    for start in range(0, len(rows), batch):
        order = f"COPY {TABLE} ({fields}) FROM STDIN"
        with transaction.atomic(), connection.cursor() as cursor, cursor.copy(order) as copy:
            for row in rows[start : start + batch]:
                copy.write_row(row)
    seconds = time.perf_counter() - begin
    _take_back(dt.datetime.fromisoformat(str(rows[0][place])))
    return seconds


def _take_back(now: dt.datetime) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM {TABLE} WHERE received_at = %s", [now])
        cursor.execute(f"VACUUM ANALYZE {TABLE}")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:3]))
