"""Bank files from several workers at the same moment: every operation is counted once."""

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable

import pytest
from django.db import connection, connections, transaction

from kvita.core.errors import DomainError
from kvita.payments.enums import PaymentState
from kvita.payments.models import Payment
from kvita.remittances.enums import RowState
from kvita.remittances.models import RemittanceFile, RemittanceRow
from kvita.remittances.services import credit_file, dismiss_row, match_row, read_file, take_back_file
from tests.concurrency.at_once import all_at_once
from tests.factories import NOW, make_account, make_organization
from tests.remittances.samples import VERA, bring_in, registry, sample, sber_line

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


DYING = """
import sys, django
django.setup()
from django.conf import settings
settings.DATABASES["default"]["NAME"] = sys.argv[1]
import datetime as dt
from kvita.core.audit import Actor
from kvita.remittances.services import credit_file, crediting

insert, before = crediting.copy_rows, int(sys.argv[3])
def insert_and_hang(**wanted):
    global before
    if before == 0:
        print("stored", flush=True)
        sys.stdin.read()
    before -= 1
    insert(**wanted)

crediting.copy_rows, crediting._BATCH = insert_and_hang, 2
now = dt.datetime(2019, 10, 2, tzinfo=dt.UTC)
credit_file(file_id=int(sys.argv[2]), actor=Actor(kind="command", label="x"), now=now)
"""


@pytest.mark.parametrize("stored_before", [1, 3])
def test_a_file_whose_crediting_is_killed_is_credited_once_by_the_next_try(stored_before: int) -> None:
    organization = make_organization("test")
    make_account(organization, "910000419")
    lines = [sber_line("910000419", "10,00", operation=f"60390123499{number}", day="01-09-2017") for number in range(6)]
    file = read_file(organization=organization, name="r.txt", data=registry(*lines), actor=VERA, now=NOW)
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "tests.settings", "PYTHONPATH": os.pathsep.join(sys.path)}
    name = str(connection.settings_dict["NAME"])
    with subprocess.Popen(
        [sys.executable, "-c", DYING, name, str(file.pk), str(stored_before)],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environment,
    ) as process:  # fmt: skip
        assert process.stdout is not None
        assert process.stdout.readline() == "stored\n"
        process.send_signal(signal.SIGKILL)
    file.refresh_from_db()
    assert (file.state, Payment.objects.count(), RemittanceRow.objects.count()) == ("READ", 0, 0)
    assert credit_file(file_id=file.pk, actor=VERA, now=NOW).credited_count == 6
    assert Payment.objects.count() == RemittanceRow.objects.filter(state=RowState.CREDITED).count() == 6


def test_the_same_file_uploaded_eight_times_at_once_is_credited_once() -> None:
    organization = make_organization("test")
    for number in ("910000419", "910000421", "910000500"):
        make_account(organization, number)
    files = all_at_once(8, lambda _: bring_in(organization, sample("sber_payments_D1L6A7S8C10.txt")).pk)
    assert len(set(files)) == RemittanceFile.objects.count() == 1
    assert Payment.objects.count() == RemittanceRow.objects.count() == 3


def test_two_files_with_a_common_operation_at_once_count_it_once() -> None:
    organization = make_organization("test")
    make_account(organization, "910000419")
    make_account(organization, "910000421")
    own = [sber_line("910000421", "5,00", operation=f"60390123499{number}") for number in range(6)]
    all_at_once(6, lambda number: bring_in(organization, registry(sber_line("910000419", "10,00"), own[number])))
    assert Payment.objects.filter(account__number="910000419").count() == 1
    assert Payment.objects.filter(account__number="910000421").count() == 6


def test_a_row_matched_by_two_people_at_once_goes_to_one_account() -> None:
    organization = make_organization("test")
    accounts = [make_account(organization, number) for number in ("1001", "1002")]
    file = bring_in(organization, registry(sber_line("777", "10,00")))
    row = RemittanceRow.objects.get(file=file)

    def choose(number: int) -> str:
        try:
            match_row(row_id=row.pk, account=accounts[number % 2], actor=VERA, now=NOW)
        except DomainError as error:
            return error.code
        return "credited"

    outcomes = all_at_once(6, choose)
    assert Payment.objects.filter(state=PaymentState.ACCEPTED).count() == 1
    assert sorted(set(outcomes)) == ["credited", "row_decided"]


def test_crediting_and_taking_back_at_once_leave_one_truth() -> None:
    organization = make_organization("test")
    make_account(organization, "910000419")
    data = registry(sber_line("910000419", "10,00", day="01-09-2017"))
    file = read_file(organization=organization, name="r.txt", data=data, actor=VERA, now=NOW)

    def work(number: int) -> None:
        try:
            if number % 2:
                take_back_file(file_id=file.pk, actor=VERA, reason="проверка", now=NOW)
            else:
                credit_file(file_id=file.pk, actor=VERA, now=NOW)
        except DomainError:
            pass

    all_at_once(6, work)
    file.refresh_from_db()
    accepted = Payment.objects.filter(state=PaymentState.ACCEPTED).count()
    assert (file.state, accepted) == ("TAKEN_BACK", 0)
    assert not RemittanceRow.objects.filter(state=RowState.CREDITED).exists()


def test_a_row_matched_while_its_file_is_taken_back_leaves_no_money_behind() -> None:
    organization = make_organization("test")
    account = make_account(organization, "910000419")
    row = RemittanceRow.objects.get(file=bring_in(organization, registry(sber_line("777", "10,00"))))
    with transaction.atomic():
        match_row(row_id=row.pk, account=account, actor=VERA, now=NOW)
        taking = _beside(lambda: take_back_file(file_id=row.file_id, actor=VERA, reason="не тот банк", now=NOW))
    taking.join()
    row.refresh_from_db()
    assert row.state == RowState.TAKEN_BACK
    assert Payment.objects.get().state == PaymentState.REVERSED


@pytest.mark.parametrize("decide", ["match", "dismiss"])
def test_a_row_of_a_file_that_is_being_taken_back_is_decided_no_more(decide: str) -> None:
    organization = make_organization("test")
    account = make_account(organization, "910000419")
    line = sber_line("777", "10,00")
    file = bring_in(organization, registry(line, line))  # the second is a duplicate, which taking back leaves alone
    row = RemittanceRow.objects.get(file=file, state=RowState.DUPLICATE if decide == "match" else RowState.UNMATCHED)
    refused: list[str] = []

    def work() -> None:
        try:
            if decide == "match":
                match_row(row_id=row.pk, account=account, actor=VERA, now=NOW)
            else:
                dismiss_row(row_id=row.pk, actor=VERA, reason="не наш", now=NOW)
        except DomainError as error:
            refused.append(error.code)

    with transaction.atomic():
        take_back_file(file_id=file.pk, actor=VERA, reason="не тот банк", now=NOW)
        deciding = _beside(work)
    deciding.join()
    assert refused == ["row_decided"]
    assert not Payment.objects.exists()


def _beside(work: Callable[[], object]) -> threading.Thread:
    """Start `work` in a thread; return once it waits for a lock of ours, or has ended without waiting."""

    def run() -> None:
        try:
            work()
        finally:
            connections.close_all()

    thread = threading.Thread(target=run)
    thread.start()
    with connection.cursor() as cursor:
        while thread.is_alive():
            cursor.execute(
                "SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
            )
            if cursor.fetchone():
                break
            thread.join(0.01)
    return thread


HEAD = "Лицевой счет;Сумма;Дата платежа"


def table(*accounts: str) -> bytes:
    """A table without numbers of operations: the same day and sum for each account."""
    return registry(HEAD, *(f"{account};10,00;01.09.2017" for account in accounts))


def test_one_payment_in_six_spellings_at_once_is_counted_once() -> None:
    organization = make_organization("test")
    make_account(organization, "910000419")
    written = ("910000419", "0910000419", "00910000419", "910000419/09.2017", "910 000 419", "л/с 910000419")
    all_at_once(6, lambda number: bring_in(organization, table(written[number])))
    assert Payment.objects.count() == RemittanceRow.objects.filter(state=RowState.CREDITED).count() == 1
    assert RemittanceRow.objects.filter(state=RowState.DUPLICATE).count() == 5


def test_rows_of_several_files_chosen_for_one_account_at_once_are_counted_once() -> None:
    organization = make_organization("test")
    account = make_account(organization, "910000419")
    rows = [RemittanceRow.objects.get(file=bring_in(organization, table(f"77{number}"))) for number in range(4)]

    def choose(number: int) -> str:
        try:
            return match_row(row_id=rows[number].pk, account=account, actor=VERA, now=NOW).state
        except DomainError as error:
            return error.code

    outcomes = all_at_once(4, choose)
    assert Payment.objects.filter(state=PaymentState.ACCEPTED).count() == 1
    assert outcomes.count("CREDITED") == 1
    assert set(outcomes) <= {"CREDITED", "DUPLICATE", "operation_counted"}


@pytest.mark.parametrize("is_taken_back", [False, True])
def test_a_row_chosen_while_a_file_with_the_same_payment_is_credited_is_counted_once(is_taken_back: bool) -> None:
    """The file waits for the choice, looks once more, and finds the payment counted, or free again."""
    organization = make_organization("test")
    account = make_account(organization, "910000419")
    row = RemittanceRow.objects.get(file=bring_in(organization, table("777")))
    file = read_file(organization=organization, name="r.csv", data=table("910000419"), actor=VERA, now=NOW)
    with transaction.atomic():
        match_row(row_id=row.pk, account=account, actor=VERA, now=NOW)
        crediting = _beside(lambda: credit_file(file_id=file.pk, actor=VERA, now=NOW))
        transaction.set_rollback(is_taken_back)
    crediting.join()
    file.refresh_from_db()
    assert file.credited_count == (1 if is_taken_back else 0)
    assert Payment.objects.filter(state=PaymentState.ACCEPTED).count() == 1
    state = RemittanceRow.objects.get(file=file).state
    assert state == (RowState.CREDITED if is_taken_back else RowState.DUPLICATE)
