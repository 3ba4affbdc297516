"""One number, two operations; days long ago or to come, sums that nobody pays: a person decides."""

import datetime as dt

import pytest

from kvita.housing.models import OrganizationSettings
from kvita.payments.models import Payment
from kvita.remittances.enums import RowState
from kvita.remittances.models import RemittanceFile, RemittanceRow
from kvita.remittances.services import dismiss_row, match_row
from tests.factories import make_period, rub
from tests.remittances.conftest import House
from tests.remittances.samples import AFTER, VERA, bring_in, registry, sber_line

OURS = "40702810000000001234"


def rows_of(file: RemittanceFile) -> list[RemittanceRow]:
    return list(RemittanceRow.objects.filter(file=file).order_by("line"))


def statement(*documents: dict[str, str]) -> bytes:
    lines = ["1CClientBankExchange", f"РасчСчет={OURS}"]
    for document in documents:
        fields = {
            "Номер": "1", "Дата": "01.10.2019", "Сумма": "100.00", "ПлательщикСчет": "30233810000000000001",
            "Плательщик": "Банк", "ПолучательСчет": OURS, "НазначениеПлатежа": "л/с 910000419",
        } | document  # fmt: skip
        lines += ["СекцияДокумент=Платежное поручение", *map("=".join, fields.items()), "КонецДокумента"]
    return registry(*lines, "КонецФайла")


@pytest.mark.parametrize("operation", ["1", "9000000010"])
def test_two_accounts_under_one_number_are_two_operations(house: House, operation: str) -> None:
    lines = [sber_line(account, "150,00", operation=operation) for account in ("910000419", "910000421")]
    data = registry(*lines, "=2;300,00;300,00;0,00;1;02-10-2019")
    first, second = rows_of(bring_in(house.organization, data))
    assert (first.state, second.state) == (RowState.CREDITED, RowState.UNMATCHED)
    assert f"Операция № {operation} от 01.10.2019 на 150,00" in second.reason
    assert "другим счётом («910000419»)" in second.reason
    match_row(row_id=second.pk, account=house.sidorov, actor=VERA, now=AFTER)
    assert {it.account for it in Payment.objects.all()} == {house.ivanova, house.sidorov}


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_the_same_two_in_another_file_are_known_whichever_comes_first(house: House, order: tuple[int, int]) -> None:
    lines = [sber_line("910000419", "150,00"), sber_line("910000421", "150,00")]
    bring_in(house.organization, registry(*lines))
    again = bring_in(house.organization, registry(*(lines[at] for at in order), "# ещё раз"))
    assert {row.state for row in rows_of(again)} == {RowState.DUPLICATE}
    alone = bring_in(house.organization, registry(lines[order[0]], "# и ещё"))
    assert {row.state for row in rows_of(alone)} == {RowState.DUPLICATE}
    assert Payment.objects.count() == 1


@pytest.mark.parametrize(
    ("line", "told"),
    [
        (sber_line("910000419", "11,00"), "другой суммой"),
        (sber_line("910000419", "10,00", day="02-10-2019"), "другой датой"),
        (sber_line("910000421", "10,00"), "другим счётом"),
    ],
)
def test_what_differs_from_a_known_operation_is_told_and_waits(house: House, line: str, told: str) -> None:
    before = bring_in(house.organization, registry(sber_line("910000419", "10,00")))
    (row,) = rows_of(bring_in(house.organization, registry(line)))
    assert row.state == RowState.UNMATCHED
    assert told in row.reason
    assert f"реестр № {before.pk}, строка 1" in row.reason
    dismiss_row(row_id=row.pk, actor=VERA, reason="тот же платёж", now=AFTER)
    (again,) = rows_of(bring_in(house.organization, registry(line, "# ещё раз")))
    assert again.state == RowState.DUPLICATE


@pytest.mark.parametrize("written", ["0910000419", "910000419/10.2019", "91 00 00 419"])
def test_another_spelling_of_the_account_is_the_same_operation(house: House, written: str) -> None:
    bring_in(house.organization, registry(sber_line("910000419", "10,00")))
    (row,) = rows_of(bring_in(house.organization, registry(sber_line(written, "10,00"))))
    assert row.state == RowState.DUPLICATE


def test_a_statement_names_its_operations_by_number_day_and_sum(house: House) -> None:
    file = bring_in(house.organization, statement({}, {}, {"НазначениеПлатежа": "л/с 910000421"}), confirmed=True)
    first, copy, other = rows_of(file)
    assert [it.state for it in (first, copy, other)] == [RowState.CREDITED, RowState.DUPLICATE, RowState.UNMATCHED]
    assert copy.reason == "Операция № 1 от 01.10.2019 на 100,00\u00a0₽ стоит в этом же файле дважды."
    assert "|" not in other.reason


def test_two_people_whose_money_came_under_one_number_without_accounts_both_wait(house: House) -> None:
    documents = [{"Плательщик": payer, "НазначениеПлатежа": "за квартиру"} for payer in ("Белов А", "Чернов Б")]
    file = bring_in(house.organization, statement(*documents), confirmed=True)
    assert [row.state for row in rows_of(file)] == [RowState.UNMATCHED, RowState.UNMATCHED]


@pytest.mark.parametrize(
    ("day", "told"),
    [("01-10-1990", "больше трёх лет назад"), ("29-09-2016", "больше трёх лет назад"), ("01-11-2020", "не наступила")],
)
def test_a_day_long_ago_or_to_come_waits(house: House, day: str, told: str) -> None:
    make_period(house.organization, dt.date(2019, 9, 1))
    file = bring_in(house.organization, registry(sber_line("910000419", "10,00", day=day)))
    (row,) = rows_of(file)
    assert (row.state, Payment.objects.count()) == (RowState.UNMATCHED, 0)
    assert told in row.reason
    match_row(row_id=row.pk, account=house.ivanova, actor=VERA, now=AFTER)
    assert Payment.objects.count() == 1


def test_a_day_of_almost_three_years_ago_is_credited(house: House) -> None:
    make_period(house.organization, dt.date(2019, 9, 1))
    assert bring_in(house.organization, registry(sber_line("910000419", "10,00", day="03-10-2016"))).credited_count == 1


def test_an_organisation_without_months_may_bring_its_past_but_no_mistyped_year(house: House) -> None:
    lines = [
        sber_line("910000419", "10,00", day="01-10-2010"),
        sber_line("910000421", "1,00", operation="1", day="1-9-2006"),
    ]
    past, mistyped = rows_of(bring_in(house.organization, registry(*lines)))
    assert (past.state, mistyped.state) == (RowState.CREDITED, RowState.UNMATCHED)
    assert "больше десяти лет назад" in mistyped.reason


def test_a_day_of_receipt_far_ahead_waits(house: House) -> None:
    data = statement({"ДатаПоступило": "01.11.2020"})
    (row,) = rows_of(bring_in(house.organization, data, confirmed=True))
    assert row.state == RowState.UNMATCHED
    assert row.reason.startswith("Дата поступления 01.11.2020 ещё не наступила")
    assert row.posted_on == dt.date(2020, 11, 1)


def test_a_sum_above_the_limit_of_the_organisation_waits(house: House) -> None:
    lines = [sber_line("910000419", "500000,00"), sber_line("910000421", "500000,01", operation="603901234568")]
    usual, large = rows_of(bring_in(house.organization, registry(*lines)))
    assert (usual.state, large.state) == (RowState.CREDITED, RowState.UNMATCHED)
    assert "Сумма больше 500" in large.reason
    OrganizationSettings.objects.filter(organization=house.organization).update(doubtful_payment_above=rub("5"))
    (row,) = rows_of(bring_in(house.organization, registry(sber_line("910000500", "5,01", operation="603901234569"))))
    assert row.state == RowState.UNMATCHED
