"""Bank files at the desk: from the upload to the account, with every refusal told at its place."""

import datetime as dt

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from kvita.housing.enums import StaffRole
from kvita.payments.enums import PaymentState
from kvita.payments.models import Payment
from kvita.payments.selectors import amount_due
from kvita.remittances.models import Reconciliation, RemittanceFile, RemittanceLayout, RemittanceRow
from tests.actors import Cast, client_of, make_cast
from tests.factories import make_account, make_payment, make_staff, rub
from tests.remittances.samples import bring_in, registry, sample, sber_line

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast() -> Cast:
    return make_cast()


@pytest.fixture
def vera(cast: Cast) -> Client:
    return client_of(cast.vera, cast.portal)


def upload(client: Client, data: bytes, name: str = "реестр.txt", **fields: str) -> str:
    """Send a file; return the page that follows."""
    answer = client.post(reverse("office:bank"), {"file": SimpleUploadedFile(name, data), **fields}, follow=True)
    return answer.content.decode().replace("\xa0", " ")


def page(client: Client, name: str, *args: object, **query: str) -> str:
    answer = client.get(reverse(f"office:{name}", args=args), query)
    assert answer.status_code == 200
    return answer.content.decode().replace("\xa0", " ")


def test_a_file_is_checked_first_and_credited_on_a_word(cast: Cast, vera: Client) -> None:
    day = "10-09-2017"
    lines = sber_line("551412", "1500,00", day=day), sber_line("55141О", "2,00", operation="603901234568", day=day)
    text = upload(vera, registry(*lines))
    assert "Зачислить 1 платёж на 1 500,00 ₽" in text
    assert "Счёта «55141О» у организации нет." in text
    assert not Payment.objects.exists()
    file = RemittanceFile.objects.get()
    for _ in range(2):
        vera.post(reverse("office:bank_credit", args=[file.pk]))
    assert amount_due(cast.account).overpaid == rub("1500")
    text = page(vera, "bank_file", file.pk)
    assert "на счёт 551412" in text
    assert "Счёт не найден" in page(vera, "bank_file", file.pk, state="UNMATCHED")


def test_the_check_tells_how_the_file_was_understood(cast: Cast, vera: Client) -> None:
    lines = [
        "Дата;Номер;Сумма;Направление;Плательщик;Назначение платежа",
        "01.09.2017;7;100,00;Поступление;Образцов И.П.;Оплата ЖКУ л/с 551412",
        "01.09.2017;8;700,00;Списание;УК;Возврат переплаты по л/с 551412",
    ]
    text = upload(vera, registry(*lines, encoding="utf-8"), "банк.csv")
    assert "Зачислить 1 платёж на 100,00 ₽" in text
    assert "Не взято строк: 1." in text
    assert 'Исходящие: <span class="num">1</span> на <span class="num">700,00 ₽</span>' in text
    assert "<dt>Направление</dt><dd>направление денег</dd>" in text
    vera.post(reverse("office:bank_credit", args=[RemittanceFile.objects.get().pk]))
    assert amount_due(cast.account).overpaid == rub("100")


def test_a_statement_that_nobody_can_check_is_credited_only_on_a_word(cast: Cast, vera: Client) -> None:
    data = registry(
        "1CClientBankExchange", "РасчСчет=40702810000000001234", "СекцияДокумент=Платежное поручение", "Номер=5",
        "Дата=01.09.2017", "Сумма=12.00", "НазначениеПлатежа=л/с 551412", "ПолучательСчет=40702810000000001234",
        "КонецДокумента", "КонецФайла",
    )  # fmt: skip
    cast.organization.payees.update(settlement_account="")
    text = upload(vera, data)
    assert "не записан расчётный счёт" in text
    credit = reverse("office:bank_credit", args=[RemittanceFile.objects.get().pk])
    answer = vera.post(credit, follow=True)
    assert "Без этого файл не зачисляется" in answer.content.decode()
    assert not Payment.objects.exists()
    vera.post(credit, {"confirmed": "on"})
    assert amount_due(cast.account).overpaid == rub("12")


def test_a_large_file_says_how_long_it_takes_and_that_it_may_be_tried_again(vera: Client) -> None:
    assert "до минуты" not in upload(vera, registry(sber_line("551412", "1500,00")))
    RemittanceFile.objects.update(rows_count=100_000)
    assert "зачисляется всё или ничего" in page(vera, "bank_file", RemittanceFile.objects.get().pk)


def test_the_same_file_leads_to_the_page_of_the_first(vera: Client) -> None:
    data = registry(sber_line("551412", "1500,00"))
    upload(vera, data)
    assert "Проверка реестра" in upload(vera, data, "копия.txt")
    assert RemittanceFile.objects.count() == 1


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (b"", "Файл пустой"),
        (sample("sber_payments_BAD_totals.txt"), "Файл не сходится сам с собой"),
        (b"\x00\x01\x02", "нулевые байты"),
        (b"%PDF-1.4", "Это PDF"),
        ("привет".encode(), "Формат не опознан"),
    ],
)
def test_a_file_that_is_not_taken_says_why_at_its_field(vera: Client, data: bytes, told: str) -> None:
    answer = vera.post(reverse("office:bank"), {"file": SimpleUploadedFile("f.txt", data)})
    assert answer.status_code == 422
    assert told in answer.content.decode()
    assert not RemittanceFile.objects.exists()


def test_a_file_is_not_uploaded_for_another_organisation(cast: Cast, vera: Client) -> None:
    data = registry(sber_line("551412", "1,00"))
    upload(vera, data, organization=str(cast.other_organization.pk))
    assert RemittanceFile.objects.get().organization == cast.organization


def test_a_layout_of_another_organisation_cannot_be_chosen(cast: Cast, vera: Client) -> None:
    RemittanceLayout.objects.create(organization=cast.organization, title="Свой", columns={"account": 1})
    foreign = RemittanceLayout.objects.create(organization=cast.other_organization, title="Чужой", columns={})
    answer = vera.post(reverse("office:bank"), {"file": SimpleUploadedFile("f.txt", b"1;2"), "layout": str(foreign.pk)})
    assert answer.status_code == 422
    assert "Чужой" not in answer.content.decode()


def test_a_checked_file_is_dropped_with_one_button(vera: Client) -> None:
    upload(vera, registry(sber_line("551412", "1,00")))
    vera.post(reverse("office:bank_take_back", args=[RemittanceFile.objects.get().pk]))
    assert RemittanceFile.objects.get().state == "TAKEN_BACK"


def test_a_credited_file_is_taken_back_with_a_reason(cast: Cast, vera: Client) -> None:
    file = bring_in(cast.organization, registry(sber_line("551412", "1,00")))
    back = reverse("office:bank_take_back", args=[file.pk])
    assert vera.post(back, {"reason": ""}).status_code == 422
    vera.post(back, {"reason": "не тот файл"})
    assert Payment.objects.get().state == PaymentState.REVERSED


def test_a_lost_payment_finds_its_account_and_loses_it_again(cast: Cast, vera: Client) -> None:
    lines = sber_line("55141О2", "5,00"), sber_line("551413", "1,00", operation="6039012345")
    file = bring_in(cast.organization, registry(*lines))
    row = RemittanceRow.objects.get(file=file, line=2)
    assert "2" in page(vera, "bank_queue")
    text = page(vera, "bank_row", row.pk)
    assert "номер отличается одной цифрой" in text.lower()
    answer = vera.post(reverse("office:bank_row", args=[row.pk]), {"account": str(cast.account.pk)}, follow=True)
    assert "Зачислено на счёт 551412" in answer.content.decode()
    assert amount_due(cast.account).overpaid == rub("1")
    vera.post(reverse("office:bank_row", args=[row.pk]), {"reason": "не тот"})
    assert amount_due(cast.account).overpaid == rub("0")
    vera.post(reverse("office:bank_row", args=[row.pk]), {"reason": "вернули банку"})
    row.refresh_from_db()
    assert row.state == "DISMISSED"


def test_staff_look_an_account_up(cast: Cast, vera: Client) -> None:
    make_account(cast.organization, "777000", holder_name="Хасанова Жанна")
    file = bring_in(cast.organization, registry(sber_line("1", "5,00")))
    row = RemittanceRow.objects.get(file=file)
    assert "777000" in page(vera, "bank_row", row.pk, q="хасанова")
    assert "счетов нет" in page(vera, "bank_row", row.pk, q="Петров")


@pytest.mark.parametrize("account", ["", "0", "-1", "9" * 40, "abc", "1e3"])
def test_a_made_up_account_is_refused(cast: Cast, vera: Client, account: str) -> None:
    file = bring_in(cast.organization, registry(sber_line("1", "5,00")))
    row = RemittanceRow.objects.get(file=file)
    answer = vera.post(reverse("office:bank_row", args=[row.pk]), {"account": account}, follow=True)
    assert "Такого счёта у организации нет" in answer.content.decode()


def test_another_organisations_account_is_refused(cast: Cast, vera: Client) -> None:
    file = bring_in(cast.organization, registry(sber_line("1", "5,00")))
    row = RemittanceRow.objects.get(file=file)
    vera.post(reverse("office:bank_row", args=[row.pk]), {"account": str(cast.daria_account.pk)})
    assert not Payment.objects.exists()


def test_a_registry_is_given_out_as_a_file(cast: Cast, vera: Client) -> None:
    make_payment(cast.account, "15.50", paid_on=dt.date(2017, 8, 5))
    form = {"kind": "PAYMENTS_SBER", "encoding": "cp1251", "since": "2017-08-01", "until": "31.08.2017"}
    answer = vera.post(reverse("office:bank_export"), form)
    assert answer.content.decode("cp1251").startswith("05-08-2017;")
    assert "attachment" in answer["Content-Disposition"]
    assert "payments_20170801-20170831_001.txt" in page(vera, "bank_export")


@pytest.mark.parametrize(
    ("form", "told"),
    [
        ({"kind": "PAYMENTS_CSV", "since": "2017-09-01", "until": "2017-08-01"}, "первый не позже последнего"),
        ({"kind": "PAYMENTS_CSV", "since": "вчера"}, "Впишите день"),
        ({"kind": "DEBTS_GOROD"}, "код услуги"),
        ({"kind": "DEBTS_SBER"}, "ИНН и расчётный счёт"),
        ({"kind": "EVERYTHING"}, ""),
    ],
)
def test_a_registry_that_cannot_be_given_out_says_why(vera: Client, form: dict[str, str], told: str) -> None:
    answer = vera.post(reverse("office:bank_export"), {"encoding": "cp1251", **form})
    assert answer.status_code == 422
    assert told in answer.content.decode()


def test_reconciliation_shows_the_gap_first_and_asks_the_banks_on_demand(cast: Cast, vera: Client) -> None:
    make_payment(cast.account, "7")
    text = page(vera, "reconciliation")
    assert "Не сходится на 7,00 ₽" in text
    vera.post(reverse("office:reconciliation"), {"day": "2017-09-10"})
    assert set(Reconciliation.objects.values_list("day", flat=True)) <= {dt.date(2017, 9, 10)}
    assert "10 сентября" in page(vera, "reconciliation", day="2017-09-10") or not Reconciliation.objects.exists()
    assert page(vera, "reconciliation", day="чепуха")


@pytest.mark.parametrize("role", [StaffRole.DISPATCHER, StaffRole.OPERATOR])
def test_other_roles_do_not_see_bank_files(cast: Cast, role: StaffRole) -> None:
    client = client_of(make_staff(cast.organization, role=role), cast.portal)
    for name in ("bank", "bank_queue", "bank_export", "reconciliation"):
        assert client.get(reverse(f"office:{name}")).status_code == 403
    assert "Реестры банков" not in client.get(reverse("office:start")).content.decode()


def test_queries_of_the_pages_do_not_grow_with_the_rows(
    cast: Cast, vera: Client, django_assert_max_num_queries: object
) -> None:
    lines = [sber_line("551412", "1,00", operation=f"6039012{number:05d}") for number in range(40)]
    lines += [sber_line("1", "1,00", operation=f"6039013{number:05d}") for number in range(40)]
    file = bring_in(cast.organization, registry(*lines))
    for name, args in (("bank", []), ("bank_file", [file.pk]), ("bank_queue", [])):
        with django_assert_max_num_queries(15):  # type: ignore[operator]  # pytest-django gives a context manager
            assert vera.get(reverse(f"office:{name}", args=args)).status_code == 200


def test_a_choice_that_would_count_a_payment_twice_is_asked_for_once_more(cast: Cast, vera: Client) -> None:
    head = "Лицевой счет;Сумма;Дата платежа"
    waiting = bring_in(cast.organization, registry(head, "55141О;100;01.09.2017"))
    bring_in(cast.organization, registry(head, "551412;100;01.09.2017"))
    row = RemittanceRow.objects.get(file=waiting)
    address = reverse("office:bank_row", args=[row.pk])
    asked = vera.post(address, {"account": cast.account.pk}, follow=True).content.decode()
    assert "Такой же платёж на счёт 551412 уже учтён" in asked
    assert f'value="{cast.account.pk}"' in asked  # the button is still there
    assert Payment.objects.count() == 1
    vera.post(address, {"account": cast.account.pk})
    assert Payment.objects.count() == 2
