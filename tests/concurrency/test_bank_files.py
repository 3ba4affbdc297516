"""Bank files from several workers at the same moment: every operation is counted once."""

import pytest

from kvita.core.errors import DomainError
from kvita.payments.enums import PaymentState
from kvita.payments.models import Payment
from kvita.remittances.enums import RowState
from kvita.remittances.models import RemittanceFile, RemittanceRow
from kvita.remittances.services import credit_file, match_row, read_file, take_back_file
from tests.concurrency.at_once import all_at_once
from tests.factories import NOW, make_account, make_organization
from tests.remittances.samples import VERA, bring_in, registry, sample, sber_line

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


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
    data = registry(sber_line("910000419", "10,00"))
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
