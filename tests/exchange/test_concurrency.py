"""Two imports at once, and one that dies in the middle."""

import os
import signal
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from django.db import connection, connections, transaction

from kvita.billing.models import Statement
from kvita.core.errors import DomainError
from kvita.exchange.enums import ImportKind
from kvita.exchange.journal import Journal
from kvita.exchange.kinds import ImportOptions
from kvita.exchange.services import import_file
from kvita.exchange.services.locking import lock_imports
from kvita.housing.models import ManagingOrganization
from kvita.metering.enums import ReadingState
from kvita.metering.models import Reading
from tests.exchange.samples import ACTOR, dump, statement_row, statements
from tests.factories import NOW, make_account, make_organization, make_reading, make_register, make_service

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]

# Of this database: pg_locks shows the whole server, where other tests take locks all the time.
ONE_WAITS = """SELECT 1 FROM pg_locks JOIN pg_database ON pg_database.oid = pg_locks.database
    WHERE locktype = 'advisory' AND datname = current_database() AND NOT granted"""
NO_LOCKS = """SELECT 1 WHERE NOT EXISTS (SELECT 1 FROM pg_locks JOIN pg_database ON pg_database.oid = pg_locks.database
    WHERE locktype = 'advisory' AND datname = current_database())"""

DYING = """
import sys, django
django.setup()
from django.conf import settings
settings.DATABASES["default"]["NAME"] = sys.argv[1]
import datetime as dt
from pathlib import Path
from kvita.core.audit import Actor
from kvita.exchange.enums import ImportKind
from kvita.exchange.kinds import ImportOptions
from kvita.exchange.kinds.statements import importer
from kvita.exchange.services import import_file
from kvita.housing.models import ManagingOrganization

store = importer.create_statements
def store_and_hang(*args, **options):
    store(*args, **options)
    print("stored", flush=True)
    sys.stdin.read()

importer.create_statements = store_and_hang
import_file(kind=ImportKind.STATEMENTS, path=Path(sys.argv[2]), organization=ManagingOrganization.objects.get(),
            options=ImportOptions(), rehearse=False, actor=Actor(kind="command", label="x"),
            now=dt.datetime(2017, 9, 11, tzinfo=dt.UTC))
"""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    organization = make_organization("innova")
    make_service(organization, "Холодная вода")
    for number in range(100):
        make_account(organization, str(1000 + number))
    file = tmp_path / "statements.csv"
    file.write_text(statements(*(statement_row(code=str(1000 + number)) for number in range(100))), encoding="utf-8")
    return file


def bring(path: Path) -> str:
    organization = ManagingOrganization.objects.get()
    return import_file(
        kind=ImportKind.STATEMENTS, path=path, organization=organization, options=ImportOptions(), rehearse=False,
        actor=ACTOR, now=NOW,
    ).outcome  # fmt: skip


def test_the_same_file_from_two_sides_is_stored_once(path: Path) -> None:
    outcomes: list[str] = []

    def run() -> None:
        try:
            outcomes.append(bring(path))
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["applied", "unchanged"]
    assert Statement.objects.count() == 100


def test_the_second_waits_for_the_first(path: Path) -> None:
    entered = threading.Event()

    def run() -> None:
        try:
            with transaction.atomic():
                lock_imports(organization_id=1)
                entered.set()
        finally:
            connections.close_all()

    with transaction.atomic():
        lock_imports(organization_id=1)
        thread = threading.Thread(target=run)
        thread.start()
        _wait_for(ONE_WAITS)
        assert not entered.is_set()
    thread.join()
    assert entered.is_set()


def test_an_import_that_is_killed_leaves_nothing(path: Path) -> None:
    before = dump()
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "tests.settings", "PYTHONPATH": os.pathsep.join(sys.path)}
    name = str(connection.settings_dict["NAME"])
    with subprocess.Popen(
        [sys.executable, "-c", DYING, name, str(path)],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environment,
    ) as process:  # fmt: skip
        assert process.stdout is not None
        assert process.stdout.readline() == "stored\n"
        process.send_signal(signal.SIGKILL)
    _wait_for(NO_LOCKS)
    assert dump() == before
    assert bring(path) == "applied"


def _wait_for(query: str) -> None:
    """Return as soon as the query has a row; the test's own time limit is the only other end."""
    deadline = time.monotonic() + 60
    with connection.cursor() as cursor:
        while time.monotonic() < deadline:
            cursor.execute(query)
            if cursor.fetchone():
                return
            threading.Event().wait(0.01)
    pytest.fail(f"never came true: {query}")


METERS = "Лицевой счет;Услуга;Заводской номер;Дата показания;Показание;Период\n551412;;0188к;11.09.2017;{};\n"


@pytest.mark.parametrize("kind", [ImportKind.READINGS, ImportKind.COUNTED])
def test_what_others_did_to_a_reading_while_a_file_was_read_is_not_undone(
    kind: ImportKind, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    organization = make_organization("innova")
    register = make_register(make_account(organization, "551412"), serial_number="0188к")
    reading = make_reading(register, "45")
    others = {ImportKind.READINGS: ReadingState.COUNTED, ImportKind.COUNTED: ReadingState.WITHDRAWN}

    def meanwhile(journal: Journal, *args: object) -> None:
        def change() -> None:
            Reading.objects.filter(pk=reading.pk).update(state=others[kind])
            connection.close()

        with ThreadPoolExecutor(1) as other:
            other.submit(change).result(timeout=10)

    monkeypatch.setattr(Journal, "keep", meanwhile)  # called between the look and the write
    file = tmp_path / "readings.csv"
    file.write_text(METERS.format("46" if kind is ImportKind.READINGS else "45"), encoding="utf-8")
    with pytest.raises(DomainError) as refused:
        import_file(
            kind=kind, path=file, organization=organization, options=ImportOptions(), rehearse=False, actor=ACTOR,
            now=NOW,
        )  # fmt: skip
    assert refused.value.code == "readings_changed"
    assert list(Reading.objects.values_list("pk", "state")) == [(reading.pk, others[kind].value)]
