"""Paying at any bank: every payee with a code that phones read, sums that make the whole, fields to copy."""

import io

import pypdfium2  # type: ignore[import-untyped]  # ships no types
import pytest
from django.urls import reverse

from kvita.calc.payment_qr import read_payment_qr
from kvita.documents.notice import Notice
from kvita.documents.rendering import render_notice
from kvita.notifications.models import OutboxMessage
from kvita.payments.selectors import amount_due, payees_due
from kvita.web.resident.presenters.requisites import payee_sheets
from tests.actors import Cast, client_of, make_cast
from tests.documents.pictures import codes_in, picture_of, words_in
from tests.factories import AUGUST, NOW, TODAY, Line, make_payee, make_payment, make_service, make_statement, rub

pytestmark = pytest.mark.django_db

GOOD = {
    "inn": "7707083893",
    "bic": "044525225",
    "settlement_account": "40702810138250123017",
    "correspondent_account": "30101810400000000225",
}


@pytest.fixture
def cast() -> Cast:
    return make_cast()


def page(cast: Cast, name: str = "requisites", *args: object) -> str:
    answer = client_of(cast.anna, cast.portal).get(reverse(f"resident:{name}", args=[cast.account.pk, *args]))
    assert answer.status_code == 200
    return answer.content.decode().replace("\xa0", " ")


def codes_of(pdf: bytes) -> list[bytes]:
    picture = picture_of(pdf)
    return codes_in(picture.width, picture.height, picture.grey)


def test_a_phone_reads_from_the_printed_sheet_what_is_to_be_paid(cast: Cast) -> None:
    make_statement(cast.account, AUGUST, [Line(charged="1537.15")])
    payee = make_payee(cast.organization, accepts_online=False, **GOOD)
    client = client_of(cast.anna, cast.portal)
    answer = client.get(reverse("resident:requisites_pdf", args=[cast.account.pk, payee.pk]))
    (code,) = codes_of(answer.content)
    told = read_payment_qr(code)
    assert (told.amount, told.get("PersAcc"), told.get("PersonalAcc")) == (
        rub("1537.15"), "551412", "40702810138250123017",
    )  # fmt: skip
    assert told.warnings == ()
    assert "1 537,15" in words_in(answer.content)


def test_the_code_to_keep_is_black_on_white_and_says_the_same(cast: Cast) -> None:
    make_statement(cast.account, AUGUST, [Line(charged="1537.15")])
    payee = make_payee(cast.organization, **GOOD)
    client = client_of(cast.anna, cast.portal)
    answer = client.get(reverse("resident:requisites_qr", args=[cast.account.pk, payee.pk]))
    assert answer["Content-Type"] == "image/svg+xml"
    assert "attachment" in answer["Content-Disposition"]
    assert b'fill="#fff"' in answer.content


def test_the_code_is_a_picture_that_a_bank_takes_from_the_same_phone(cast: Cast) -> None:
    make_statement(cast.account, AUGUST, [Line(charged="1537.15")])
    payee = make_payee(cast.organization, **GOOD)
    client = client_of(cast.anna, cast.portal)
    address = reverse("resident:requisites_png", args=[cast.account.pk, payee.pk])
    answer = client.get(address)
    assert answer["Content-Type"] == "image/png"
    assert answer.content.startswith(b"\x89PNG")
    assert (
        f'href="{address}" download'
        in client.get(reverse("resident:requisites", args=[cast.account.pk])).content.decode()
    )


def test_each_payee_is_asked_for_its_own_part(cast: Cast) -> None:
    make_payee(cast.organization, **GOOD)
    other = make_payee(cast.organization, name="Фонд капремонта", is_default=False, accepts_online=False, **GOOD)
    repair = make_service(cast.organization, "Капитальный ремонт", payee=other)
    lines = [Line(charged="1000"), Line(service=repair, charged="200.50")]
    make_statement(cast.account, AUGUST, lines)
    text = page(cast)
    assert "Фонд капремонта, 200,50 ₽" in text
    assert f"{cast.organization.name}, 1 000,00 ₽" in text
    make_payment(cast.account, "100", paid_on=TODAY)
    text = page(cast)
    assert f"{cast.organization.name}, 900,00 ₽" in text
    assert "Фонд капремонта, 200,50 ₽" in text
    make_payment(cast.account, "900", paid_on=TODAY)
    assert "Сейчас платить не нужно" in page(cast)


def test_the_page_tells_each_payee_the_sum_that_the_payment_page_tells(cast: Cast) -> None:
    payees = [make_payee(cast.organization, **GOOD)]
    payees.append(make_payee(cast.organization, name="Фонд капремонта", is_default=False, **GOOD))
    repair = make_service(cast.organization, "Капитальный ремонт", payee=payees[1])
    make_statement(cast.account, AUGUST, [Line(charged="1000"), Line(service=repair, charged="200.50")])
    make_payment(cast.account, "1050.25", paid_on=TODAY)
    told = {part.payee.pk: part.amount for part in payees_due(cast.account, amount_due(cast.account), payees)}
    shown = {sheet.payee.pk: sheet.amount for sheet in payee_sheets(cast.account, today=TODAY)}
    assert told == {payees[1].pk: rub("150.25")}
    assert shown == {payees[0].pk: rub("0"), **told}


def test_requisites_that_make_no_code_are_shown_all_the_same(cast: Cast) -> None:
    make_payee(cast.organization, settlement_account="123", bic="049205805")
    text = page(cast)
    assert "Код из этих реквизитов не получается" in text
    assert ">123<" in text


def test_without_requisites_the_page_says_whom_to_ask(cast: Cast) -> None:
    assert "Реквизитов пока нет" in page(cast)


def test_a_payee_of_another_organisation_is_not_found(cast: Cast) -> None:
    make_payee(cast.organization, **GOOD)
    foreign = make_payee(cast.other_organization, **GOOD)
    client = client_of(cast.anna, cast.portal)
    for name in ("requisites_qr", "requisites_pdf"):
        assert client.get(reverse(f"resident:{name}", args=[cast.account.pk, foreign.pk])).status_code == 404


def test_the_payment_page_leads_here(cast: Cast) -> None:
    make_payee(cast.organization, accepts_online=False, **GOOD)
    assert reverse("resident:requisites", args=[cast.account.pk]) in page(cast, "pay")


def test_the_confirmation_of_a_payment_says_all_that_is_known(cast: Cast) -> None:
    payment = make_payment(cast.account, "1500.10", paid_on=TODAY, place="Почта <b>России</b>", for_month=AUGUST)
    text = page(cast, "payment", payment.pk)
    assert "1 500<i>,10" in text or "1 500,10" in text
    assert "Почта &lt;b&gt;России" in text
    client = client_of(cast.anna, cast.portal)
    answer = client.get(reverse("resident:payment_pdf", args=[cast.account.pk, payment.pk]))
    words = words_in(answer.content)
    for told in ("Подтверждение платежа", "1 500,10", "август 2017", "551412", "Почта <b>России</b>"):
        assert told in words
    assert len(pypdfium2.PdfDocument(io.BytesIO(answer.content))) == 1


def test_a_confirmation_goes_to_the_residents_own_confirmed_address_once_a_day(cast: Cast) -> None:
    payment = make_payment(cast.account, "1500.10")
    client = client_of(cast.anna, cast.portal)
    path = reverse("resident:payment", args=[cast.account.pk, payment.pk])
    client.post(path)
    assert not OutboxMessage.objects.exists()
    type(cast.anna).objects.filter(pk=cast.anna.pk).update(email_confirmed_at=NOW)
    for _ in range(3):
        client.post(path, {"email": "evil@example.com"})
    message = OutboxMessage.objects.get()
    assert message.recipient == "anna@example.ru"
    assert "1 500,10" in message.text.replace("\xa0", " ")
    assert message.links[0].endswith(path)


def test_another_accounts_payment_has_no_confirmation(cast: Cast) -> None:
    foreign = make_payment(cast.boris_account)
    client = client_of(cast.anna, cast.portal)
    for name in ("payment", "payment_pdf"):
        assert client.get(reverse(f"resident:{name}", args=[cast.account.pk, foreign.pk])).status_code == 404


def test_a_sheet_with_hostile_text_is_still_a_sheet() -> None:
    text = '#panic("x") ]] $1$ \\ " ` \u202e🙂' + "щ" * 900
    pdf = render_notice(Notice(title="Т", rows=(("А", text),), notes=(text,), issuer=(text,), created_on=TODAY))
    assert "#panic" in words_in(pdf)
