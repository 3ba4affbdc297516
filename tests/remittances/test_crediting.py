"""From a bank file to money on accounts: once, exactly, and back."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection

from kvita.accounts.models import BillingAccount
from kvita.core.errors import DomainError
from kvita.core.models import AuditEntry
from kvita.exchange.enums import ImportKind
from kvita.exchange.models import ImportBatch
from kvita.housing.models import ManagingOrganization
from kvita.payments.enums import PaymentSource, PaymentState
from kvita.payments.models import Payment
from kvita.payments.selectors import amount_due
from kvita.remittances.enums import FileState, RowState
from kvita.remittances.formats import BankFileError
from kvita.remittances.models import RemittanceFile, RemittanceRow
from kvita.remittances.services import credit_file, read_file, take_back_file
from kvita.remittances.services.storing import lay_rows
from tests.factories import NOW, Line, make_account, make_organization, make_payment, make_statement, rub
from tests.remittances.conftest import House
from tests.remittances.samples import AFTER, VERA, bring_in, registry, sample, sber_line


def states(file: RemittanceFile) -> list[str]:
    return list(RemittanceRow.objects.filter(file=file).order_by("line").values_list("state", flat=True))


def test_a_registry_credits_every_account_it_names(house: House) -> None:
    file = bring_in(house.organization, sample("sber_payments_D1L6A8S10C12F7.txt"))
    assert (file.state, file.credited_count, file.credited_amount) == (FileState.CREDITED, 3, rub("4943.21"))
    payment = Payment.objects.get(account=house.ivanova)
    assert (payment.amount, payment.source, payment.place) == (rub("1500"), PaymentSource.FILE, "Сбербанк")
    assert (payment.paid_on, payment.posted_on) == (dt.date(2019, 10, 1), dt.date(2019, 10, 2))
    assert (payment.for_month, payment.accounting_month) == (dt.date(2019, 9, 1), dt.date(2019, 10, 1))
    assert amount_due(house.ivanova).overpaid == rub("1500")


def test_reading_a_file_credits_nothing_yet_and_tells_what_it_would_do(house: House) -> None:
    file = read_file(
        organization=house.organization,
        name="r.txt",
        data=sample("sber_payments_BAD_account.txt"),
        actor=VERA,
        now=AFTER,
    )
    assert file.state == FileState.READ
    assert file.summary["counts"] == {"UNMATCHED": 1, "CREDITED": 2, "BAD": 0}
    assert file.summary["rows"][0]["reason"] == "Счёта «91000О419» у организации нет."
    assert not Payment.objects.exists()
    assert not RemittanceRow.objects.exists()


def test_a_letter_instead_of_a_digit_is_a_question_not_a_credit(house: House) -> None:
    file = bring_in(house.organization, sample("sber_payments_BAD_account.txt"))
    assert states(file) == [RowState.UNMATCHED, RowState.CREDITED, RowState.CREDITED]
    assert not Payment.objects.filter(account=house.ivanova).exists()


def test_totals_that_disagree_leave_nothing_behind(house: House) -> None:
    with pytest.raises(BankFileError):
        bring_in(house.organization, sample("sber_payments_BAD_totals.txt"))
    assert not RemittanceFile.objects.exists()


def test_the_same_file_again_is_the_same_file(house: House) -> None:
    first = bring_in(house.organization, sample("sber_payments_D1L6A7S8C10.txt"))
    again = bring_in(house.organization, sample("sber_payments_D1L6A7S8C10.txt"), name="другое имя.txt")
    assert again.pk == first.pk
    assert Payment.objects.count() == 3


@pytest.mark.parametrize("other", ["sber_payments_D1L6A8S10C12F7.txt", "pays_bars_default_cp866.dbf"])
def test_the_same_operation_in_another_layout_is_counted_once(house: House, other: str) -> None:
    bring_in(house.organization, sample("sber_payments_D1L6A7S8C10.txt"))
    again = bring_in(house.organization, sample(other))
    assert set(states(again)) == {RowState.DUPLICATE}
    assert again.credited_count == 0
    assert Payment.objects.count() == 3


def test_an_operation_that_stands_twice_in_one_file_is_counted_once(house: House) -> None:
    line = sber_line("910000419", "10,00")
    file = bring_in(house.organization, registry(line, line))
    assert states(file) == [RowState.CREDITED, RowState.DUPLICATE]


def test_a_known_operation_with_another_sum_waits_for_a_person(house: House) -> None:
    bring_in(house.organization, registry(sber_line("910000419", "10,00")))
    file = bring_in(house.organization, registry(sber_line("910000419", "11,00")))
    row = RemittanceRow.objects.get(file=file)
    assert row.state == RowState.UNMATCHED
    assert "другой суммой" in row.reason


def test_equal_rows_without_a_number_are_two_payments_and_again_the_same_two(house: House) -> None:
    line = "910000419;ИВАНОВА А П;Пушкина, 10, 5;0919;1500.00;22.50;01.10.2019;"
    assert bring_in(house.organization, registry(line, line)).credited_count == 2
    third = bring_in(house.organization, registry(line, line, line))
    assert states(third) == [RowState.DUPLICATE, RowState.DUPLICATE, RowState.CREDITED]


def test_short_numbers_of_two_banks_are_two_operations(house: House) -> None:
    bring_in(house.organization, registry(sber_line("910000419", "10,00", operation="603901")))
    other = "02.10.2019|835393|01.10.2019|08618|00111|603901|10.00|910000419"
    assert bring_in(house.organization, registry(other)).credited_count == 1


@pytest.mark.parametrize(
    ("written", "letter"), [("0551412", ""), ("551412", ""), ("00551412А", "А"), ("551412a", "А"), ("55 14 12", "")]
)
def test_an_account_is_found_as_banks_write_it(house: House, written: str, letter: str) -> None:
    account = make_account(house.organization, "00551412", letter_index=letter, payment_code="77001")
    bring_in(house.organization, registry(sber_line(written, "10,00")))
    assert Payment.objects.get().account == account


def test_a_number_that_two_accounts_share_is_nobodys(house: House) -> None:
    for letter, code in (("А", "1"), ("Б", "2")):
        make_account(house.organization, "551412", letter_index=letter, payment_code=code)
    file = bring_in(house.organization, registry(sber_line("551412", "10,00")))
    assert states(file) == [RowState.UNMATCHED]


def test_an_account_of_another_organisation_is_nobodys(house: House) -> None:
    make_account(make_organization("other"), "777777")
    file = bring_in(house.organization, registry(sber_line("777777", "10,00")))
    assert states(file) == [RowState.UNMATCHED]


def test_the_unified_number_in_the_purpose_finds_the_account(house: House) -> None:
    data = registry(
        "1CClientBankExchange", "СекцияДокумент=Платежное поручение", "Номер=5", "Дата=01.10.2019", "Сумма=12.00",
        "НазначениеПлатежа=Оплата ЖКУ;ЕЛС80KX478547;ПРД09.2019;Иванова;Пушкина", "ПолучательСчет=407", "КонецДокумента",
        "СекцияРасчСчет", "РасчСчет=407", "КонецРасчСчет", "КонецФайла",
    )  # fmt: skip
    bring_in(house.organization, data, confirmed=True)
    assert Payment.objects.get().account == house.ivanova


def test_money_sent_for_a_registry_is_not_a_payment_of_somebody(house: House) -> None:
    registry_file = bring_in(house.organization, sample("sber_payments_D1L6A7S8C10.txt"))
    data = registry(
        "1CClientBankExchange", "РасчСчет=407", "СекцияДокумент=Платежное поручение", "Номер=835393", "Дата=02.10.2019",
        "Сумма=4849.29", "ПолучательСчет=407", "НазначениеПлатежа=Перечисление по реестру", "КонецДокумента",
        "КонецФайла",
    )  # fmt: skip
    row = RemittanceRow.objects.get(file=bring_in(house.organization, data, confirmed=True))
    assert row.state == RowState.DISMISSED
    assert f"реестру № {registry_file.pk}" in row.reason


def test_a_payment_after_the_bill_counts_in_the_next_one(house: House) -> None:
    make_statement(house.ivanova, dt.date(2019, 10, 1), [Line(charged="2000")])
    bring_in(house.organization, sample("sber_payments_D1L6A7S8C10.txt"))
    assert Payment.objects.get(account=house.ivanova).accounting_month == dt.date(2019, 11, 1)
    assert amount_due(house.ivanova).due == rub("500")


def test_money_that_may_be_there_already_is_credited_with_a_warning(house: House) -> None:
    make_payment(house.ivanova, "1500", paid_on=dt.date(2019, 10, 1), place="Касса")
    file = bring_in(house.organization, sample("sber_payments_D1L6A7S8C10.txt"))
    row = RemittanceRow.objects.get(file=file, line=1)
    assert row.state == RowState.CREDITED
    assert "такая же сумма (Касса)" in row.reason


def test_a_file_taken_back_leaves_the_accounts_as_they_were_and_may_come_again(house: House) -> None:
    file = bring_in(house.organization, sample("sber_payments_D1L6A7S8C10.txt"))
    take_back_file(file_id=file.pk, actor=VERA, reason="не тот банк", now=NOW)
    assert set(Payment.objects.values_list("state", flat=True)) == {PaymentState.REVERSED}
    assert amount_due(house.ivanova).overpaid == rub("0")
    assert AuditEntry.objects.get(action="remittances.take_back_file").reason == "не тот банк"
    again = bring_in(house.organization, sample("sber_payments_D1L6A7S8C10.txt"))
    assert again.pk != file.pk
    assert again.credited_count == 3
    assert amount_due(house.ivanova).overpaid == rub("1500")


def test_a_file_is_not_taken_back_once_a_bill_counts_it_or_without_a_reason(house: House) -> None:
    file = bring_in(house.organization, sample("sber_payments_D1L6A7S8C10.txt"))
    with pytest.raises(DomainError) as nameless:
        take_back_file(file_id=file.pk, actor=VERA, reason=" ", now=NOW)
    make_statement(house.ivanova, dt.date(2019, 10, 1), [Line(charged="2000")])
    with pytest.raises(DomainError) as counted:
        take_back_file(file_id=file.pk, actor=VERA, reason="ошибка", now=NOW)
    assert (nameless.value.code, counted.value.code) == ("reason", "counted")
    assert "октябрь 2019" in counted.value.message


def test_a_file_that_was_only_read_is_dropped_without_a_reason(house: House) -> None:
    file = read_file(
        organization=house.organization,
        name="r.txt",
        data=registry(sber_line("910000419", "1,00")),
        actor=VERA,
        now=NOW,
    )
    take_back_file(file_id=file.pk, actor=VERA, reason="", now=NOW)
    with pytest.raises(DomainError):
        credit_file(file_id=file.pk, actor=VERA, now=NOW)


def test_ten_thousand_bad_rows_are_kept_with_their_reasons(house: House) -> None:
    lines = [sber_line("910000419", "10,00"), *(f"мусор {number};;;" for number in range(10_000))]
    file = bring_in(house.organization, registry(*lines))
    assert (file.credited_count, RemittanceRow.objects.filter(file=file, state=RowState.BAD).count()) == (1, 10_000)
    assert (len(file.summary["rows"]), file.summary["left_out"]) == (200, 9_800)


def test_queries_do_not_grow_with_the_rows(house: House, django_assert_max_num_queries: object) -> None:
    lines = [sber_line("910000419", "10,00", operation=f"6039012{number:05d}") for number in range(400)]
    with django_assert_max_num_queries(40):  # type: ignore[operator]  # pytest-django gives a context manager
        bring_in(house.organization, registry(*lines))


def load(organization: ManagingOrganization) -> None:
    """Store a load, as if accounts had been brought in."""
    ImportBatch.objects.create(
        organization=organization, kind=ImportKind.ACCOUNTS, file_name="a.csv", file_sha256="0" * 64, file_size=1,
        actor_label="x", created_at=NOW,
    )  # fmt: skip


def after_matching(monkeypatch: pytest.MonkeyPatch, meanwhile: Callable[[], None]) -> list[int]:
    """Let something happen each time the rows were matched and laid ready, before they are credited."""
    if connection.vendor != "sqlite":
        pytest.skip("on PostgreSQL rows are matched under the locks")
    looks: list[int] = []

    def lay_and_go_on(**named: Any) -> str:
        laid = lay_rows(**named)
        if named["name"] == "bad":  # the last of them
            looks.append(len(looks))
            meanwhile()
        return laid

    monkeypatch.setattr("kvita.remittances.services.crediting.lay_rows", lay_and_go_on)
    return looks


@pytest.mark.django_db
def test_accounts_loaded_while_the_rows_were_matched_get_their_money(monkeypatch: pytest.MonkeyPatch) -> None:
    organization = make_organization("test")
    made: list[BillingAccount] = []

    def meanwhile() -> None:
        if not made:
            made.append(make_account(organization, "910000419"))
            load(organization)

    looks = after_matching(monkeypatch, meanwhile)
    file = bring_in(organization, registry(sber_line("910000419", "10,00")))
    assert (len(looks), file.credited_count) == (2, 1)
    assert Payment.objects.get().account == made[0]
    assert RemittanceRow.objects.get().payment == Payment.objects.get()


@pytest.mark.django_db
def test_an_operation_credited_while_the_rows_were_matched_is_a_duplicate(monkeypatch: pytest.MonkeyPatch) -> None:
    organization = make_organization("test")
    account = make_account(organization, "910000419")
    line = sber_line("910000419", "10,00")
    first = bring_in(organization, registry(line))
    taken = RemittanceRow.objects.get(file=first)
    key, taken.operation_key = taken.operation_key, None
    taken.save()

    def meanwhile() -> None:
        RemittanceRow.objects.filter(pk=taken.pk).update(operation_key=key)

    looks = after_matching(monkeypatch, meanwhile)
    second = bring_in(organization, registry(line, sber_line("910000419", "5,00", operation="603901234999")))
    assert len(looks) == 2
    assert sorted(states(second)) == [RowState.CREDITED, RowState.DUPLICATE]
    assert sorted(it.amount.kopecks for it in Payment.objects.filter(account=account)) == [500, 1000]


@pytest.mark.django_db
def test_loads_without_end_leave_the_file_for_later(monkeypatch: pytest.MonkeyPatch) -> None:
    organization = make_organization("test")
    make_account(organization, "910000419")
    looks = after_matching(monkeypatch, lambda: load(organization))
    with pytest.raises(DomainError) as refused:
        bring_in(organization, registry(sber_line("910000419", "10,00")))
    assert (refused.value.code, len(looks)) == ("busy", 4)
    assert RemittanceFile.objects.get().state == FileState.READ
    assert not Payment.objects.exists()
    assert not RemittanceRow.objects.exists()
