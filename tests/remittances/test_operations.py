"""An operation without a number of the bank is counted once, whatever its files call the account."""

import importlib

import pytest
from django.apps import apps

from kvita.payments.models import Payment
from kvita.payments.selectors import amount_due
from kvita.remittances.enums import RowState
from kvita.remittances.models import RemittanceFile, RemittanceRow
from kvita.remittances.policies import key_at_account
from kvita.remittances.services import match_row, take_back_file, unmatch_row
from tests.factories import NOW, make_account, rub
from tests.remittances.conftest import House
from tests.remittances.samples import OCTOBER, VERA, bring_in, registry

HEAD = "Лицевой счет;Сумма;Дата платежа"


def bring(house: House, *written: str, amount: str = "100", day: str = "01.10.2019") -> RemittanceFile:
    """A table in which each account is written so, all with the same sum and day."""
    return bring_in(house.organization, registry(HEAD, *(f"{it};{amount};{day}" for it in written)))


def rows_of(file: RemittanceFile) -> list[RemittanceRow]:
    return list(RemittanceRow.objects.filter(file=file).order_by("line"))


def choose(row: RemittanceRow, house: House) -> RemittanceRow:
    return match_row(row_id=row.pk, account=house.ivanova, actor=VERA, now=NOW)


@pytest.mark.parametrize("first", ["910000419", "910000419/10.2019", "0910000419", "910 000 419"])
@pytest.mark.parametrize("second", ["910000419", "910000419/10.2019", "0910000419", "910 000 419", "л/с 910000419"])
def test_two_spellings_of_one_payment_are_counted_once(house: House, first: str, second: str) -> None:
    bring(house, first)
    again = bring_in(house.organization, registry("Сумма;Дата платежа;Лицевой счет", f"100,00;01.10.2019;{second}"))
    (row,) = rows_of(again)
    assert (row.state, Payment.objects.count()) == (RowState.DUPLICATE, 1)
    assert row.reason.startswith("Уже учтена: реестр №")


def test_equal_payments_of_one_file_stay_so_many(house: House) -> None:
    bring(house, "910000419", "0910000419")
    assert Payment.objects.count() == 2
    again = bring(house, "910000419/10.2019", "910000419", "910 000 419")
    assert [row.state for row in rows_of(again)] == [RowState.DUPLICATE, RowState.DUPLICATE, RowState.CREDITED]


def test_a_row_that_waits_is_known_when_its_account_is_found_later(house: House) -> None:
    bring(house, "551501")
    make_account(house.organization, "551501")
    (row,) = rows_of(bring_in(house.organization, registry("Сумма;Дата платежа;Лицевой счет", "100;01.10.2019;551501")))
    assert (row.state, Payment.objects.count()) == (RowState.DUPLICATE, 0)


def test_a_choice_for_a_row_is_known_to_later_files_by_both_names(house: House) -> None:
    (row,) = rows_of(bring(house, "9100OO419"))
    assert choose(row, house).state == RowState.CREDITED
    for written in ("9100OO419", "910000419", "0910000419"):
        data = registry("Сумма;Дата платежа;Лицевой счет", f"100;01.10.2019;{written}")
        (again,) = rows_of(bring_in(house.organization, data))
        assert again.state == RowState.DUPLICATE, written
    assert Payment.objects.count() == 1


def test_a_choice_that_would_count_a_payment_again_is_asked_once_more(house: House) -> None:
    (waiting,) = rows_of(bring(house, "9100OO419"))
    bring(house, "910000419")
    asked = choose(waiting, house)
    assert (asked.state, Payment.objects.count()) == (RowState.DUPLICATE, 1)
    assert "выберите счёт ещё раз" in asked.reason
    assert choose(waiting, house).state == RowState.CREDITED  # so it is another payment
    assert amount_due(house.ivanova).overpaid == rub("200")
    third = bring(house, "910000419/10.2019", "910000419")
    assert [row.state for row in rows_of(third)] == [RowState.DUPLICATE, RowState.DUPLICATE]


def test_two_rows_of_one_file_chosen_for_one_account_are_two_payments(house: House) -> None:
    sure, waiting = rows_of(bring(house, "910000419", "9100OO419"))
    assert sure.state == RowState.CREDITED
    assert choose(waiting, house).state == RowState.CREDITED
    assert Payment.objects.count() == 2


def test_a_payment_moved_to_another_account_is_not_counted_at_the_first_again(house: House) -> None:
    (row,) = rows_of(bring(house, "910000419"))
    unmatch_row(row_id=row.pk, actor=VERA, reason="платил сосед", now=NOW)
    match_row(row_id=row.pk, account=house.sidorov, actor=VERA, now=NOW)
    for written in ("910000419/10.2019", "0910000419"):
        (again,) = rows_of(bring(house, written))
        assert again.state == RowState.DUPLICATE
    unmatch_row(row_id=row.pk, actor=VERA, reason="всё-таки нет", now=NOW)
    (free,) = rows_of(bring(house, "910000421"))
    assert free.state == RowState.CREDITED
    assert choose(row, house).state == RowState.CREDITED


def test_a_file_taken_back_frees_its_operations(house: House) -> None:
    take_back_file(file_id=bring(house, "910000419").pk, actor=VERA, reason="не тот", now=NOW)
    (row,) = rows_of(bring(house, "0910000419"))
    assert row.state == RowState.CREDITED


def test_a_reversal_that_waits_in_two_files_is_taken_off_once(house: House) -> None:
    bring(house, "910000419")
    (back,) = rows_of(bring(house, "910000419", amount="-100"))
    (again,) = rows_of(bring(house, "0910000419", amount="-100"))
    assert (back.state, again.state) == (RowState.UNMATCHED, RowState.DUPLICATE)


def test_long_names_do_not_push_day_and_sum_out_of_the_key(house: House) -> None:
    head = "Лицевой счет;Сумма;Дата платежа;ФИО"
    payer = "Ы" * 190
    bring_in(house.organization, registry(head, f";100;01.10.2019;{payer}"))
    file = bring_in(house.organization, registry(head, f";100;02.10.2019;{payer}", f";70;01.10.2019;{payer}"))
    assert [row.state for row in rows_of(file)] == [RowState.UNMATCHED, RowState.UNMATCHED]


def test_a_number_of_the_bank_names_an_operation_alone() -> None:
    for key in ("op|603901234567", "op|7|2019-10-01|10000|4081", "hand|5", "", "row|table|1|2019-10-02|10000|Банк|1"):
        assert key_at_account(key, account_id=5, paid_on=OCTOBER, kopecks=10000) == ""
    told = "back|row|table|1 | 2|2019-10-01|-10000|a|b|3"
    assert (
        key_at_account(told, account_id=5, paid_on=OCTOBER, kopecks=-10000) == "back|acc|table|5|2019-10-01|-10000|a|b"
    )


def test_operations_credited_before_are_named_by_their_account_too(house: House) -> None:
    """Their old names held what the file called the account; of two that are one payment a person has to see both."""
    bring(house, "910000419", "910000419")
    bring(house, "910000421")
    olds = {}
    for row in RemittanceRow.objects.order_by("pk"):
        olds[row.pk] = row.told_key
        RemittanceRow.objects.filter(pk=row.pk).update(operation_key=row.told_key, told_key=None)
        Payment.objects.filter(remittance_row=row).update(external_key=f"bank|{row.told_key}")
    twice = bring(house, "0910000421")
    RemittanceRow.objects.filter(file=twice).update(operation_key="row|table|0910000421|2019-10-01|10000|Банк|1")
    migration = importlib.import_module("kvita.remittances.migrations.0002_told_key")
    migration.name_by_account(apps, None)
    renamed = RemittanceRow.objects.filter(pk__in=olds).order_by("pk")
    assert {row.pk: row.told_key for row in renamed} == olds
    assert all((row.operation_key or "").startswith("acc|table|") for row in renamed)
    again = bring(house, "910000419/10.2019", "0910000419", "910 000 421")
    assert {row.state for row in rows_of(again)} == {RowState.DUPLICATE}
