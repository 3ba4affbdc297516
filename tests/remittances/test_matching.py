"""Payments without an account: who may be meant, and what a person's choice does."""

import datetime as dt

import pytest

from kvita.core.errors import DomainError
from kvita.core.models import AuditEntry
from kvita.payments.enums import PaymentState
from kvita.payments.models import Payment
from kvita.payments.selectors import amount_due
from kvita.remittances.enums import RowState
from kvita.remittances.models import RemittanceRow
from kvita.remittances.selectors import queue_of, suggest_accounts
from kvita.remittances.selectors.suggestions import near_numbers
from kvita.remittances.services import dismiss_row, match_row, take_back_file, unmatch_row
from tests.factories import NOW, Line, make_account, make_organization, make_statement, rub
from tests.remittances.conftest import House
from tests.remittances.samples import VERA, bring_in, registry, sample, sber_line


def lost(house: House, data: bytes) -> RemittanceRow:
    """The one row of this file that nobody's account fits."""
    return RemittanceRow.objects.get(file=bring_in(house.organization, data), state=RowState.UNMATCHED)


def full_line(account: str, payer: str, address: str, amount: str = "10,00") -> str:
    return f"01-10-2019;09-15-04;8618;8618999V;603901234567;{account};{payer};{address};{amount};{amount};0,00"


def test_the_look_alike_with_the_right_name_and_address_comes_first(house: House) -> None:
    row = lost(house, sample("sber_payments_BAD_account.txt"))
    first = suggest_accounts(row)[0]
    assert first.account == house.ivanova
    assert first.reasons[0].startswith("номер совпадает, если заменить букву цифрой")
    assert {"фамилия и инициалы совпадают", "адрес совпадает"} <= set(first.reasons)


@pytest.mark.parametrize("typed", ["910000418", "91000419", "9100000419", "910000491"])
def test_one_slip_of_the_finger_is_found(house: House, typed: str) -> None:
    row = lost(house, registry(sber_line(typed, "10,00").replace("Пушкина", "Иная")))
    assert house.ivanova in [it.account for it in suggest_accounts(row)]


def test_surname_alone_or_address_alone_is_enough_to_suggest(house: House) -> None:
    by_name = lost(house, registry(full_line("777", "СИДОРОВ П", "")))
    assert [it.account for it in suggest_accounts(by_name)] == [house.sidorov]
    by_place = lost(house, registry(full_line("778", "", "Тест, Пушкина, 10, 7").replace("4567", "4568")))
    assert [it.account for it in suggest_accounts(by_place)] == [house.sidorov]


def test_the_sum_of_the_bill_speaks_for_an_account(house: House) -> None:
    make_statement(house.third, dt.date(2019, 9, 1), [Line(charged="1234.56")])
    row = lost(house, registry(full_line("777", "", "", "1234,56")))
    (only,) = suggest_accounts(row)
    assert only.account == house.third
    assert only.reasons[-1].replace("\xa0", " ") == "к оплате ровно 1 234,56 ₽"


def test_suggestions_stay_within_the_organisation(house: House) -> None:
    make_account(make_organization("other"), "910000418", holder_name="Петров Иван")
    row = lost(house, registry(full_line("910000417", "Петров Иван", "")))
    assert all(it.account.organization_id == house.organization.pk for it in suggest_accounts(row))


def test_nothing_to_go_by_suggests_nobody(house: House) -> None:
    assert suggest_accounts(lost(house, registry(full_line("1", "", "")))) == []


def test_near_numbers_are_one_slip_away() -> None:
    assert {"1235", "124", "12434", "2134"} <= set(near_numbers("1234"))
    assert list(near_numbers("12")) == []


def test_a_chosen_account_gets_the_money_once(house: House) -> None:
    row = lost(house, sample("sber_payments_BAD_account.txt"))
    for _ in range(2):
        match_row(row_id=row.pk, account=house.ivanova, actor=VERA, now=NOW)
    payment = Payment.objects.get(account=house.ivanova)
    assert (payment.amount, payment.paid_on) == (rub("1500"), dt.date(2019, 10, 1))
    assert queue_of([house.organization.pk]).count() == 0
    assert AuditEntry.objects.filter(action="remittances.match_row").count() == 1
    with pytest.raises(DomainError) as decided:
        match_row(row_id=row.pk, account=house.sidorov, actor=VERA, now=NOW)
    assert decided.value.code == "row_decided"


def test_a_choice_is_taken_back_and_made_anew(house: House) -> None:
    row = lost(house, sample("sber_payments_BAD_account.txt"))
    match_row(row_id=row.pk, account=house.sidorov, actor=VERA, now=NOW)
    unmatch_row(row_id=row.pk, actor=VERA, reason="ошиблась строкой", now=NOW)
    assert Payment.objects.filter(account=house.sidorov, state=PaymentState.REVERSED).count() == 1
    again = match_row(row_id=row.pk, account=house.sidorov, actor=VERA, now=NOW)
    assert again.payment is not None
    assert amount_due(house.sidorov).overpaid == rub("4243.21")


def test_a_choice_that_a_bill_counts_stays(house: House) -> None:
    row = lost(house, sample("sber_payments_BAD_account.txt"))
    match_row(row_id=row.pk, account=house.ivanova, actor=VERA, now=NOW)
    make_statement(house.ivanova, dt.date(2019, 10, 1), [Line(charged="1500")])
    with pytest.raises(DomainError) as counted:
        unmatch_row(row_id=row.pk, actor=VERA, reason="ошиблась", now=NOW)
    assert counted.value.code == "counted"


def test_another_organisations_account_is_refused(house: House) -> None:
    row = lost(house, sample("sber_payments_BAD_account.txt"))
    with pytest.raises(DomainError) as foreign:
        match_row(row_id=row.pk, account=make_account(make_organization("other")), actor=VERA, now=NOW)
    assert foreign.value.code == "foreign_account"


def test_a_duplicate_that_is_another_payment_is_credited_by_hand(house: House) -> None:
    bring_in(house.organization, registry(sber_line("910000419", "10,00")))
    second = bring_in(house.organization, registry(sber_line("910000419", "11,00")))
    match_row(row_id=RemittanceRow.objects.get(file=second).pk, account=house.ivanova, actor=VERA, now=NOW)
    assert amount_due(house.ivanova).overpaid == rub("21")


def test_a_row_without_a_sum_cannot_be_credited(house: House) -> None:
    file = bring_in(house.organization, registry(sber_line("910000419", "10,00"), "мусор"))
    bad = RemittanceRow.objects.get(file=file, state=RowState.BAD)
    with pytest.raises(DomainError) as unreadable:
        match_row(row_id=bad.pk, account=house.ivanova, actor=VERA, now=NOW)
    assert unreadable.value.code == "row_unreadable"


def test_money_that_is_not_ours_is_set_aside_with_a_reason(house: House) -> None:
    row = lost(house, sample("sber_payments_BAD_account.txt"))
    with pytest.raises(DomainError):
        dismiss_row(row_id=row.pk, actor=VERA, reason="", now=NOW)
    assert dismiss_row(row_id=row.pk, actor=VERA, reason="вернули банку", now=NOW).state == RowState.DISMISSED
    assert dismiss_row(row_id=row.pk, actor=VERA, reason="вернули банку", now=NOW).reason == "вернули банку"


def test_a_file_taken_back_takes_the_choices_with_it(house: House) -> None:
    row = lost(house, sample("sber_payments_BAD_account.txt"))
    match_row(row_id=row.pk, account=house.ivanova, actor=VERA, now=NOW)
    take_back_file(file_id=row.file_id, actor=VERA, reason="не тот файл", now=NOW)
    assert amount_due(house.ivanova).overpaid == rub("0")
    with pytest.raises(DomainError):
        match_row(row_id=row.pk, account=house.ivanova, actor=VERA, now=NOW)
