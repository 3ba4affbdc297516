"""Registries that leave: in the layouts of the recorded samples, in any encoding, with sums that agree."""

import dataclasses
import datetime as dt
from typing import Any

import pytest

from kvita.core.errors import DomainError
from kvita.core.models import AuditEntry
from kvita.payments.enums import PaymentState
from kvita.remittances.enums import RegistryEncoding, RegistryKind
from kvita.remittances.formats import read_bank_file
from kvita.remittances.models import RegistryExport
from kvita.remittances.registries import DebtLine, encode, gorod_debts, sber_debts
from kvita.remittances.registries.encoding import cell
from kvita.remittances.services import Registry, RegistryWish, export_registry
from tests.factories import NOW, Line, make_payee, make_payment, make_statement
from tests.remittances.conftest import House
from tests.remittances.samples import VERA, sample

TODAY = dt.date(2019, 12, 2)
SEPTEMBER = dt.date(2019, 9, 1)
IVANOVA = DebtLine(
    account="910000419", payer="Иванова Анна Петровна", unified_account="80KX478547", fias="", city="Тест",
    street="ул Пушкина", house="10", flat="5", amount=150000,
)  # fmt: skip
SIDOROV = dataclasses.replace(
    IVANOVA, account="910000421", payer="Сидоров Пётр", unified_account="80KX478548", flat="7", amount=274321
)
PETROV = dataclasses.replace(
    IVANOVA, account="910000500", payer="Петров С С", street="пр.Победы", house="5к2", flat="1", amount=120000
)


def export(house: House, kind: RegistryKind, **fields: Any) -> Registry:
    """Give a registry out."""
    wish = RegistryWish(kind, **({"since": SEPTEMBER, "until": TODAY} | fields))
    return export_registry(organization=house.organization, wish=wish, today=TODAY, actor=VERA, now=NOW)


def test_debts_for_sberbank_are_the_recorded_sample() -> None:
    assert encode(sber_debts([IVANOVA, SIDOROV]), "cp1251") == sample("1234567890_40702810012345678912_001_1219.txt")


def test_debts_for_gorod_are_the_recorded_sample() -> None:
    street = "ул.Пушкина"
    lines = [dataclasses.replace(IVANOVA, street=street), dataclasses.replace(SIDOROV, street=street), PETROV]
    assert encode(gorod_debts(lines, service_code="50115"), "cp1251").startswith(b"#FILESUM 5443.21\r\n#TYPE 7\r\n")
    assert encode(gorod_debts(lines, service_code="50115"), "cp1251") == sample("gorod_debts_FILESUM.txt")


def test_debts_are_what_is_due_now_and_the_name_is_the_banks(house: House) -> None:
    make_payee(house.organization, inn="1234567890", settlement_account="40702810012345678912")
    make_statement(house.ivanova, SEPTEMBER, [Line(charged="2000")])
    make_payment(house.ivanova, "500", paid_on=dt.date(2019, 10, 5))
    first, second = (export(house, RegistryKind.DEBTS_SBER) for _ in range(2))
    assert first.file_name == "1234567890_40702810012345678912_001_1219.txt"
    assert second.file_name == "1234567890_40702810012345678912_002_1219.txt"
    assert first.content.decode("cp1251") == (
        "Иванова Анна Петровна;80KX478547;;г Тест, Пушкина, д 10, кв 5;910000419;1500,00\r\n"
    )
    everybody = export(house, RegistryKind.DEBTS_SBER, with_zero=True)
    assert everybody.content.count(b"\r\n") == 3


def test_our_payments_are_read_back_by_the_reader_of_banks(house: House) -> None:
    make_payment(house.ivanova, "1500.10", paid_on=dt.date(2019, 10, 1), place="Касса")
    make_payment(house.sidorov, "20", paid_on=dt.date(2019, 10, 2), for_month=SEPTEMBER)
    make_payment(house.third, "7", paid_on=dt.date(2019, 10, 2), state=PaymentState.REVERSED)
    file = read_bank_file(export(house, RegistryKind.PAYMENTS_SBER).content)
    assert file.format_name == "Сбербанк D1L6A8S10C12F7"
    assert [(row.account, row.amount) for row in file.rows] == [("910000419", 150010), ("910000421", 2000)]
    assert file.rows[1].for_month == SEPTEMBER
    assert file.totals is not None


def test_the_table_of_payments_ends_with_its_total(house: House) -> None:
    make_payment(house.ivanova, "1500.10", paid_on=dt.date(2019, 10, 1), place="Касса; у дома")
    text = export(house, RegistryKind.PAYMENTS_CSV, encoding=RegistryEncoding.UTF8).content.decode("utf-8")
    head, row, total, _ = text.split("\r\n")
    assert head.startswith("Платежный код;Лицевой счет;")
    assert "Касса, у дома" in row
    assert total == "Итого;;;;;;;;;;1500,10"


@pytest.mark.parametrize("encoding", list(RegistryEncoding))
def test_every_encoding_takes_every_name(encoding: RegistryEncoding) -> None:
    told = encode("ООО «Ёлка» — № 1 🙂", encoding.value).decode(encoding.value)
    assert told.startswith("ООО ")
    assert "Ёлка" in told


def test_a_cell_cannot_break_a_row_or_run_in_a_spreadsheet() -> None:
    assert cell("а;б\r\nв\x00г") == "а,б в г"
    assert cell("=1+1") == "'=1+1"


@pytest.mark.parametrize(
    ("kind", "wish", "code"),
    [
        (RegistryKind.PAYMENTS_CSV, {"since": None}, "period"),
        (RegistryKind.PAYMENTS_CSV, {"since": TODAY, "until": SEPTEMBER}, "period"),
        (RegistryKind.PAYMENTS_SBER, {"since": dt.date(2000, 1, 1)}, "period"),
        (RegistryKind.DEBTS_GOROD, {}, "service_code"),
        (RegistryKind.DEBTS_SBER, {}, "payee_details"),
    ],
)
def test_what_is_missing_is_told(house: House, kind: RegistryKind, wish: dict[str, Any], code: str) -> None:
    with pytest.raises(DomainError) as refusal:
        export(house, kind, **wish)
    assert refusal.value.code == code
    assert not RegistryExport.objects.exists()


def test_what_left_is_written_down(house: House) -> None:
    export(house, RegistryKind.DEBTS_GOROD, service_code="50115")
    entry = AuditEntry.objects.get(action="remittances.export_registry")
    assert entry.organization_id == house.organization.pk
    assert RegistryExport.objects.get().rows_count == 0
