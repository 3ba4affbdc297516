"""What makes a match certain: everything that a row says means one account, and a person would call it so."""

import datetime as dt

import pytest

from kvita.core.errors import DomainError
from kvita.payments.models import Payment
from kvita.remittances.enums import RowState
from kvita.remittances.formats import read_purpose
from kvita.remittances.models import RemittanceFile, RemittanceRow
from kvita.remittances.selectors import suggest_accounts
from kvita.remittances.services import credit_file, match_row, read_file
from tests.factories import make_account, rub
from tests.remittances.conftest import House
from tests.remittances.samples import AFTER, VERA, bring_in, registry, sber_line

OURS = "40702810000000001234"


def statement(*purposes: str, payer: str = "Банк", encoding: str = "cp1251") -> bytes:
    """A statement for 1C in which each purpose comes with a payment of 100 roubles."""
    lines = ["1CClientBankExchange", f"РасчСчет={OURS}"]
    for number, purpose in enumerate(purposes):
        lines += [
            "СекцияДокумент=Платежное поручение", f"Номер={number + 1}", "Дата=01.10.2019", "Сумма=100.00",
            f"Плательщик1={payer}", f"ПолучательСчет={OURS}", f"НазначениеПлатежа={purpose}", "КонецДокумента",
        ]  # fmt: skip
    return registry(*lines, "КонецФайла", encoding=encoding)


def row_of(house: House, purpose: str, payer: str = "Банк") -> RemittanceRow:
    return RemittanceRow.objects.get(file=bring_in(house.organization, statement(purpose, payer=payer), confirmed=True))


@pytest.fixture
def neighbours(house: House) -> House:
    """Account 551501, and beside it somebody whose number looks like 551501 with a month behind it."""
    make_account(house.organization, "551501", holder_name="Образцов Иван Петрович")
    make_account(house.organization, "55150109", holder_name="Чужой Пётр")
    make_account(house.organization, "551502", holder_name="Платонова Мария")
    return house


@pytest.mark.parametrize(
    "purpose",
    [
        "ЖКУ//Образцов//л/с 551501//09.2026",
        "Оплата ЖКУ л/с 551501/09.2026",
        "ЖКУ л/с 551501-09.2026 без НДС",
        "л/с 551501/кап.ремонт",
        "ЛС 551501 09.2026",
        "л/с 551501.За сентябрь",
        "лс 551501_09.2026",
        "л/с 551501/01.09.2026",
    ],
)
def test_a_number_ends_at_the_sign_behind_which_stands_something_else(neighbours: House, purpose: str) -> None:
    row = row_of(neighbours, purpose)
    assert row.payment is not None
    assert str(row.payment.account) == "551501"


@pytest.mark.parametrize(
    "purpose", ["л/с 551501/09", "л/с 551501-09", "л/с 551501А/09", "л/с 551501.09", "лс 551501/5", "л/с 551501/2026"]
)
def test_what_may_be_a_part_of_the_number_waits_and_is_suggested(neighbours: House, purpose: str) -> None:
    row = row_of(neighbours, purpose)
    assert (row.state, Payment.objects.count()) == (RowState.UNMATCHED, 0)
    assert "551501" in [str(it.account) for it in suggest_accounts(row)]


@pytest.mark.parametrize(
    "written", ["551501/09", "551501 09", "551501-09.2026", "5515-0109", "551501, 09", "5515 01 09"]
)
def test_signs_in_a_column_are_no_part_of_a_number_without_them(neighbours: House, written: str) -> None:
    row = RemittanceRow.objects.get(file=bring_in(neighbours.organization, registry(sber_line(written, "10,00"))))
    assert row.payment is None or str(row.payment.account) == "551501"
    assert "551501" in {str(it.account) for it in suggest_accounts(row)} | {str(row.payment and row.payment.account)}


@pytest.mark.parametrize("written", ["12/345", "0012/345", "12345", "12\\345"])
def test_signs_are_forgiven_where_the_stored_number_has_them(house: House, written: str) -> None:
    account = make_account(house.organization, "12/345")
    bring_in(house.organization, registry(sber_line(written, "10,00")))
    assert Payment.objects.get().account == account


@pytest.mark.parametrize(
    "label",
    [
        "л/с", "Л/С №", "л\\с", "л.с.", "л. с.", "л-с ", "лс", "ЛС:", "л/сч", "л/счет", "л/счёту", "лсч.", "лиц.счет",
        "лиц. сч. №", "лиц/счет", "лиц счет", "лицсчет", "лицевой счет", "лицевого счёта", "лицевому счету №",
        "лицевой №",
        "лицевой счет абонента", "номер лицевого счета", "ЛИЦ.СЧ", "код плательщика", "платежный код", "абонент",
        "абонентский номер", "CLIENTNO:", "LS", "(л/с", "ЖКУ;ЛС",
    ],
)  # fmt: skip
def test_the_ways_in_which_people_write_account(label: str) -> None:
    for text in (f"Оплата за ЖКУ {label} 551501 за сентябрь 2026", f"{label} 551501", f"{label} 551 501, Иванов"):
        assert read_purpose(text).account == "551501"


@pytest.mark.parametrize(
    "text", ["р/с 40702810000000001234", "счет № 551501 от 01.09", "лицензия 551501", "полис 551501", "класс 551501"]
)
def test_other_numbers_are_no_account(text: str) -> None:
    assert read_purpose(text).account == ""


@pytest.mark.parametrize(
    ("purpose", "told"),
    [
        ("л/с 551501, 551502", "Названо несколько счетов"),
        ("л/с 551501 и л/с 551502", "Названо несколько счетов"),
        ("л/с 551501; л/с 999999", "Названо несколько счетов"),
        ("л/с 551501, ЕЛС 80KX478547", "разные счета"),
        ("Возврат переплаты по л/с 551501", "«Возврат»"),
        ("Ошибочно перечислено, л/с 551501", "«Ошибочно»"),
        ("551501 за сентябрь", "не указан"),
    ],
)
def test_what_a_person_would_ask_about_waits_with_the_reason(neighbours: House, purpose: str, told: str) -> None:
    row = row_of(neighbours, purpose)
    assert row.state == RowState.UNMATCHED
    assert told in row.reason
    assert "551501" in [str(it.account) for it in suggest_accounts(row)]


@pytest.mark.parametrize(
    "told",
    [
        "возвр. переплаты", "возвр", "возмещение", "вернуть", "верните", "refund", "REFUNDED", "чарджбэк", "чардж-бек",
        "chargeback", "charge back", "перечислено излишне", "излишне перечисленные", "возврат", "Boзвpaт", "vozvrat",
        "сторно", "storno", "reversal", "аннулировано", "аннул.", "ошибочно", "по ошибке", "отзыв платежа", "отозвано",
        "отмена операции", "невыясненные",
    ],
)  # fmt: skip
@pytest.mark.parametrize("form", ["л/с 551501 {}", "{} л/с 551501"])
def test_money_that_comes_back_waits_whatever_it_is_called(neighbours: House, told: str, form: str) -> None:
    row = row_of(neighbours, form.format(told))
    assert (row.state, Payment.objects.count()) == (RowState.UNMATCHED, 0)
    assert row.reason.startswith("В назначении стоит")
    assert [str(it.account) for it in suggest_accounts(row)] == ["551501"]


@pytest.mark.parametrize("told", ["сумма верна", "Верникова А.", "в счёт долга", "Возницын", "перерасчет", "Чардашев"])
def test_words_that_only_look_like_it_keep_nobody_waiting(neighbours: House, told: str) -> None:
    assert row_of(neighbours, f"л/с 551501 {told}").state == RowState.CREDITED


def test_a_column_and_a_purpose_that_name_two_accounts_wait(neighbours: House) -> None:
    data = registry(
        "Дата;Лицевой счет;Сумма;Назначение платежа", "01.10.2019;551501;10,00;л/с 551502",
        "01.10.2019;551501;20,00;л/с 999999", "01.10.2019;551501;30,00;л/с 551501",
    )  # fmt: skip
    file = bring_in(neighbours.organization, data)
    rows = RemittanceRow.objects.filter(file=file).order_by("line")
    assert [row.state for row in rows] == [RowState.UNMATCHED, RowState.CREDITED, RowState.CREDITED]


@pytest.mark.parametrize(
    ("purpose", "payer", "account"),
    [
        ("квартплата 551501", "Банк", "551501"),
        ("ЖКУ 5515O1", "Банк", "551501"),
        ("по договору 55151", "Банк", "551501"),
        ("0551501092026", "Банк", "551501"),
        ("от Образцовой А.П.", "Банк", "551501"),
        ("ЗА ОБРАЗЦОВА ИВАНА", "Банк", "551501"),
        ("оплата", "Образцова Анна", "551501"),
        ("Платонова", "", "551502"),
    ],
)
def test_digits_or_a_name_that_fit_an_account_always_suggest_it(
    neighbours: House, purpose: str, payer: str, account: str
) -> None:
    assert account in [str(it.account) for it in suggest_accounts(row_of(neighbours, purpose, payer))]


@pytest.mark.parametrize(
    "purpose",
    [
        "л/с 551501сент", "л/с 551501за сентябрь", "л/с 551-501", "л/с 551.501", "551 501", "55 15 01", "5 5 1 5 0 1",
        "л/с 551501АБ", "оплата 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14 551501", "551501 р", "ЖКУ551501за09",
    ],
)  # fmt: skip
def test_a_plain_number_is_suggested_alone(neighbours: House, purpose: str) -> None:
    """551502 is one slip away: who has found the number needs no neighbours."""
    assert [str(it.account) for it in suggest_accounts(row_of(neighbours, purpose))] == ["551501"]


@pytest.mark.parametrize("cell", ["ЛС551501", "551501АБ", "551501сент", "551-501", "551.501", "551501,0", "ЛC551501"])
def test_a_plain_number_in_a_cell_is_suggested_alone(neighbours: House, cell: str) -> None:
    row = RemittanceRow.objects.get(file=bring_in(neighbours.organization, registry(sber_line(cell, "10,00"))))
    assert [str(it.account) for it in suggest_accounts(row) if it.account != neighbours.ivanova] == ["551501"]


@pytest.mark.parametrize("purpose", ["л/с 77-1234", "л/с 77/12-34", "л/с 77 12 34", "77_12_34"])
def test_a_number_with_signs_is_suggested_however_it_is_divided(house: House, purpose: str) -> None:
    make_account(house.organization, "77-12/34")
    row = row_of(house, purpose)
    assert row.payment is None or str(row.payment.account) == "77-12/34"
    assert [str(it.account) for it in suggest_accounts(row)] == ["77-12/34"]


def test_latin_letters_that_look_like_a_label_are_one(neighbours: House) -> None:
    row = row_of(neighbours, "ЛC551501")
    assert str(row.payment and row.payment.account) == "551501"


def test_neighbours_are_suggested_where_nothing_fits_better(neighbours: House) -> None:
    row = row_of(neighbours, "л/с 551503")
    assert {str(it.account) for it in suggest_accounts(row)} == {"551501", "551502"}
    named = row_of(neighbours, "л/с 551503 за Образцова")
    assert [str(it.account) for it in suggest_accounts(named)] == ["551501"]


def test_a_name_in_small_letters_is_a_name_where_nothing_else_is_told(neighbours: House) -> None:
    assert [str(it.account) for it in suggest_accounts(row_of(neighbours, "за образцова ивана"))] == ["551501"]


def test_a_second_holder_is_found_by_name(house: House) -> None:
    account = make_account(house.organization, "700700", holder_name="Белова Анна; Воронов Пётр")
    assert account in [it.account for it in suggest_accounts(row_of(house, "за квартиру", "Воронов П"))]


def test_a_payment_of_the_future_waits(house: House) -> None:
    """Thirteen months ahead somebody has mistyped the year; a day or two ahead is a bank's evening."""
    file = bring_in(
        house.organization,
        registry(
            sber_line("910000419", "10,00", day="01-11-2020"),
            sber_line("910000421", "20,00", day="05-10-2019", operation="603901234568"),
        ),
    )
    future, near = RemittanceRow.objects.filter(file=file).order_by("line")
    assert (future.state, near.state) == (RowState.UNMATCHED, RowState.CREDITED)
    assert future.reason.startswith("Дата платежа 01.11.2020 ещё не наступила")
    assert suggest_accounts(future)[0].account == house.ivanova


def test_a_reversal_takes_its_payment_with_it(house: House) -> None:
    file = bring_in(
        house.organization,
        registry(
            sber_line("910000419", "150,00", operation="9000000001"),
            sber_line("910000419", "-150,00", operation="9000000002"),
            sber_line("910000421", "20,00", operation="9000000003"),
            "=3;20,00;20,00;0,00;123456;02-10-2019",
        ),
    )
    assert (file.credited_count, file.credited_amount) == (1, rub("20"))
    rows = list(RemittanceRow.objects.filter(file=file).order_by("line"))
    assert [row.state for row in rows] == [RowState.DISMISSED, RowState.DISMISSED, RowState.CREDITED]
    assert "сторно в строке 2" in rows[0].reason


def test_a_reversal_of_an_earlier_file_waits_and_takes_the_money_off(house: House) -> None:
    bring_in(house.organization, registry(sber_line("910000419", "150,00")))
    line = sber_line("910000419", "-150,00")  # the bank repeats the number of the operation
    row = RemittanceRow.objects.get(file=bring_in(house.organization, registry(line)))
    assert (row.state, row.reason[:6]) == (RowState.UNMATCHED, "Сторно")
    assert suggest_accounts(row)[0].account == house.ivanova
    match_row(row_id=row.pk, account=house.ivanova, actor=VERA, now=AFTER)
    assert sum(it.amount.kopecks for it in Payment.objects.filter(account=house.ivanova)) == 0


def test_a_statement_that_nobody_can_check_asks_to_be_confirmed(house: House) -> None:
    data = statement("л/с 910000419")
    file = read_file(organization=house.organization, name="1c.txt", data=data, actor=VERA, now=AFTER)
    (warning,) = file.summary["warnings"]
    assert OURS in warning
    with pytest.raises(DomainError, match="не записан расчётный счёт") as refusal:
        credit_file(file_id=file.pk, actor=VERA, now=AFTER)
    assert refusal.value.code == "not_confirmed"
    assert not Payment.objects.exists()
    assert credit_file(file_id=file.pk, actor=VERA, now=AFTER, confirmed=True).credited_count == 1
    assert RemittanceFile.objects.get().credited_at == AFTER
    assert Payment.objects.get().paid_on == dt.date(2019, 10, 1)
