"""An accountant whose server dies at a chosen line: run by test_kill.py as a program of its own, with its own SQLite.

Each act (a month is loaded, a file changes it, that is rolled back, the published month is corrected, a bank file is
credited) is done once to see what it leads to. Then the database is put back, and children do the act and are killed by
SIGKILL at lines evenly apart. After each of them the data are as before the act or as after it; then the act is done
again to its end. Prints what it counted as JSON.
"""

import json
import os
import shutil
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from types import FrameType
from typing import Any, Final

from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.db import connection

from kvita.billing.models import BillingPeriod
from kvita.billing.services import publish_period
from kvita.core.errors import DomainError
from kvita.exchange.enums import ImportKind
from kvita.exchange.kinds import ImportOptions
from kvita.exchange.models import ImportBatch
from kvita.exchange.services import import_file, roll_back_batch
from kvita.housing.models import ManagingOrganization
from kvita.remittances.models import RemittanceFile
from kvita.remittances.services import credit_file, read_file
from tests.exchange.samples import ACTOR, dump, statement_row, statements
from tests.factories import NOW, make_account, make_organization, make_service
from tests.remittances.samples import VERA, registry, sber_line

Act = Callable[[], object]
CODE: Final = tuple(f"{os.sep}kvita{os.sep}{it}{os.sep}" for it in ("exchange", "remittances"))
WRITING: Final = ("services", "journal")  # reading a file takes most lines and writes nothing
ACCOUNTS: Final = range(1000, 1020)


def write(name: str, charged: str) -> Path:
    """Write a file of the month in which every account is charged so much."""
    path = Path(str(settings.DATABASES["default"]["NAME"])).with_name(name)
    path.write_text(statements(*(statement_row(code=str(it), charged=charged) for it in ACCOUNTS)), encoding="utf-8")
    return path


def bring(path: Path, reason: str = "") -> str:
    """Load a file; return what became of it."""
    organization = ManagingOrganization.objects.select_related("settings").get()
    return import_file(
        kind=ImportKind.STATEMENTS, path=path, organization=organization, options=ImportOptions(reason=reason),
        rehearse=False, actor=ACTOR, now=NOW,
    ).outcome  # fmt: skip


def roll_back_last() -> None:
    """Roll back the second load, or find that it is rolled back."""
    try:
        roll_back_batch(batch_id=2, actor=ACTOR, now=NOW)
    except DomainError as error:
        if error.code != "batch_rolled_back":
            raise


def credit() -> None:
    """Credit the bank file."""
    credit_file(file_id=RemittanceFile.objects.get().pk, actor=VERA, now=NOW)


def publish() -> None:
    """Publish the month that was loaded."""
    publish_period(period_id=BillingPeriod.objects.get().pk, actor=ACTOR, now=NOW)


def seen() -> dict[str, object]:
    """Return all that residents and staff may see: every row, the loads that stand, the files."""
    found: dict[str, object] = dict(dump())
    found["loads"] = list(ImportBatch.objects.order_by("pk").values_list("pk", "state", "new_count", "changed_count"))
    return found


def _place() -> Path:
    return Path(str(settings.DATABASES["default"]["NAME"])).parent


def watch(at: int) -> Callable[[], int]:
    """Count the lines of the code that writes, and die at one of them (0: at none); return how to ask for the count."""
    count = 0

    def trace(frame: FrameType, event: str, _: Any) -> Any:
        nonlocal count
        name = frame.f_code.co_filename
        if not any(part in name for part in CODE) or not any(part in name for part in WRITING):
            return None
        if event == "line":
            count += 1
            if count == at:
                os.kill(os.getpid(), signal.SIGKILL)
        return trace

    sys.settrace(trace)
    return lambda: count


def do(act: Act, at: int = 0) -> int:
    """Do the act in a child that dies at a line; return how many lines ran, 0 where it was killed.

    This process does none of it itself: the threads that read a file do not live on in a child.
    """
    connection.close()
    told = _place() / "lines"
    child = os.fork()
    if child == 0:
        lines_of = watch(at)
        act()
        sys.settrace(None)
        connection.close()
        told.write_text(str(lines_of()))
        os._exit(0)
    _, status = os.waitpid(child, 0)
    if os.WIFSIGNALED(status):
        return 0
    if os.WEXITSTATUS(status):
        raise SystemExit(f"the child failed at line {at}")
    return int(told.read_text())


def kill_in(act: Act, kills: int) -> dict[str, int]:
    """Kill so many children in the act (0: at every line); leave it done. Return how often what was seen afterwards."""
    before = seen()
    connection.close()
    database = Path(str(settings.DATABASES["default"]["NAME"]))
    kept = database.with_suffix(".before")
    shutil.copy(database, kept)
    lines, after = do(act), seen()
    if after == before:
        raise SystemExit("the act changes nothing")
    told = {"lines": lines, "tries": 0, "killed": 0, "before": 0, "after": 0, "half": 0, "finished": 0}
    for at in range(1, lines + 1, max(1, lines // kills) if kills else 1):
        connection.close()
        shutil.copy(kept, database)
        told["tries"] += 1
        told["killed"] += not do(act, at)
        left = seen()
        told["before" if left == before else "after" if left == after else "half"] += 1
        do(act)
        told["finished"] += seen() == after and not list(_place().glob("kvita-copy-*"))
    return told


def main(kills: int) -> None:
    """Go through the acts."""
    settings.MIGRATION_MODULES = {app.label: None for app in apps.get_app_configs()}  # tables from the models, at once
    call_command("migrate", run_syncdb=True, verbosity=0)
    organization = make_organization("innova")
    make_service(organization, "Холодная вода")
    for number in ACCOUNTS:
        make_account(organization, str(number))
    lines = [sber_line(str(it), "10,00", operation=f"6039012340{it}", day="01-09-2017") for it in ACCOUNTS]
    read_file(organization=organization, name="r.txt", data=registry(*lines), actor=VERA, now=NOW)
    month, changed, corrected = (write(f"{it}.csv", f"{it},00") for it in (100, 101, 102))
    told = {
        "load": kill_in(lambda: bring(month), kills),
        "change": kill_in(lambda: bring(changed), kills),
    }
    told["roll back"] = kill_in(roll_back_last, kills)
    publish()
    told["correct"] = kill_in(lambda: bring(corrected, "ошибка тарифа"), kills)
    told["credit"] = kill_in(credit, kills)
    sys.stdout.write(json.dumps(told))


if __name__ == "__main__":
    main(int(sys.argv[1]))
