"""The bill as PDF: the figures of the page, a code that reads, and nothing of months that are not out."""

import datetime as dt
from collections.abc import Callable
from decimal import Decimal
from io import BytesIO
from urllib.parse import unquote

import pytest
from django.test import Client
from pypdf import PdfReader

from kvita.billing.documents import bill_document, bill_valid_until
from kvita.billing.enums import AdjustmentReason, PeriodState
from kvita.billing.models import Adjustment, BillingPeriod, LinePart, Statement
from kvita.billing.selectors import newest_statements
from kvita.billing.services import publish_period
from kvita.calc.money import Money
from kvita.calc.payment_qr import read_payment_qr
from kvita.core.audit import Actor
from kvita.metering.enums import MeterScope
from kvita.metering.models import Meter, Register
from tests.actors import Cast, client_of
from tests.documents.pictures import words_in
from tests.factories import (
    NOW,
    Line,
    make_norm,
    make_payee,
    make_payment,
    make_reading,
    make_register,
    make_service,
    make_statement,
    opened,
    rub,
    store_later,
)

pytestmark = pytest.mark.django_db

JULY = dt.date(2017, 7, 1)


@pytest.fixture
def address(cast: Cast) -> str:
    return f"/a/{cast.account.pk}/bill/2017-08.pdf"


def text_of(pdf: bytes) -> str:
    pages = PdfReader(BytesIO(pdf)).pages
    return " ".join(" ".join(page.extract_text() for page in pages).replace("\u00a0", " ").split())


def test_the_bill_holds_the_figures_of_the_month(cast: Cast, anna: Client, address: str, august: Statement) -> None:
    make_payee(cast.organization)
    response = anna.get(address)
    assert response["Content-Type"] == "application/pdf"
    text = text_of(response.content)
    for figure in ("551412", "август 2017", "1 537,15", "2 042,84", "−792,36", "4 117,35", "3 963,51", "1 096,64"):
        assert figure in text
    assert "Холодная вода" in text


def test_it_opens_in_the_browser_under_a_russian_name_and_is_kept_nowhere(
    anna: Client, address: str, august: Statement
) -> None:
    response = anna.get(address)
    kind, plain, encoded = response["Content-Disposition"].split("; ")
    assert (kind, plain) == ("inline", 'filename="bill-2017-08.pdf"')
    assert unquote(encoded.removeprefix("filename*=UTF-8''")) == "Квитанция 551412 за август 2017.pdf"
    assert response["Cache-Control"] == "private, no-store"


def test_the_code_asks_for_the_sum_of_the_bill(cast: Cast, august: Statement) -> None:
    make_payee(cast.organization)
    (payee,) = bill_document(cast.account, august).payees
    fields = dict(read_payment_qr(payee.qr).fields)
    assert fields["Sum"] == "153715"
    assert fields["PersAcc"] == "551412"
    assert fields["PaymPeriod"] == "082017"
    assert fields["PersonalAcc"] == "40702810000000000001"
    assert "август 2017" in fields["Purpose"]


def test_without_bank_details_there_is_no_code_but_a_place_to_ask(cast: Cast, august: Statement) -> None:
    make_payee(cast.organization, bic="", settlement_account="")
    bill = bill_document(cast.account, august)
    assert bill.payees == ()
    assert "8 (843) 222-77-00" in bill.footer.how_to_pay


def test_services_of_another_payee_are_paid_apart(cast: Cast) -> None:
    make_payee(cast.organization)
    fund = make_payee(cast.organization, name="Фонд", is_default=False)
    water, repair = make_service(cast.organization), make_service(cast.organization, "Капремонт", payee=fund)
    statement = make_statement(
        cast.account, lines=[Line(water, charged="100"), Line(repair, charged="50"), Line("Пени", opening="-9")]
    )
    bill = bill_document(cast.account, statement)
    assert [(payee.name, payee.amount) for payee in bill.payees] == [
        (cast.organization.name, rub("100")),
        ("Фонд", rub("50")),
    ]
    assert bill.totals.payable == rub("150")


def test_netting_is_the_organisations_rule(cast: Cast) -> None:
    make_payee(cast.organization)
    statement = make_statement(cast.account, lines=[Line("Вода", charged="100"), Line("Пени", opening="-30")])
    assert bill_document(cast.account, statement).totals.payable == rub("100")
    cast.account.organization.settings.netting_between_services = True
    bill = bill_document(cast.account, statement)
    assert bill.totals.payable == rub("70")
    assert [line.payable for line in bill.lines] == [rub("100"), rub("-30")]
    assert dict(read_payment_qr(bill.payees[0].qr).fields)["Sum"] == "7000"


def test_a_bill_with_nothing_to_pay_has_a_code_without_sum(cast: Cast) -> None:
    make_payee(cast.organization)
    statement = make_statement(cast.account, lines=[Line("Вода", opening="-30")])
    bill = bill_document(cast.account, statement)
    assert bill.totals.payable == Money(0)
    assert "Sum" not in dict(read_payment_qr(bill.payees[0].qr).fields)


def test_readings_and_recalculations_stand_in_the_bill(cast: Cast) -> None:
    service = make_service(cast.organization)
    register = make_register(cast.account, service, serial_number="18851987к", place="кухня")
    make_reading(register, "50", dt.date(2017, 7, 20))
    make_reading(register, "54.5", dt.date(2017, 8, 20))
    statement = make_statement(cast.account, lines=[Line(service, charged="100", adjusted="-10")], version=2)
    store_later(
        Adjustment,
        statement=statement,
        service=service,
        corrected_month=JULY,
        amount=rub("-10"),
        reason=AdjustmentReason.READINGS,
    )
    bill = bill_document(cast.account, statement)
    (reading,) = bill.readings
    assert (str(reading.previous), str(reading.current), str(reading.consumption)) == (
        "50.0000",
        "54.5000",
        "4.5000000",
    )
    assert (reading.serial, reading.place) == ("18851987к", "кухня")
    (adjustment,) = bill.adjustments
    assert (adjustment.amount, adjustment.reason) == (rub("-10"), "пришли показания")
    assert bill.version == 2


def test_an_unpublished_month_has_no_bill(cast: Cast, anna: Client, address: str) -> None:
    make_statement(cast.account, state=PeriodState.OPEN)
    assert anna.get(address).status_code == 404
    assert anna.get(address.replace("2017-08", "2099-01")).status_code == 404


def test_behind_the_archive_the_page_says_where_to_get_a_copy(cast: Cast, anna: Client, address: str) -> None:
    cast.organization.settings.bill_archive_months = 1
    cast.organization.settings.save()
    for month in (JULY, dt.date(2017, 8, 1)):
        make_statement(cast.account, month)
    assert anna.get(address).status_code == 200
    response = anna.get(address.replace("2017-08", "2017-07"))
    assert response.status_code == 404
    assert "за последний месяц" in response.content.decode()


def test_only_the_owner_gets_the_bill(cast: Cast, guest: Client, address: str, august: Statement) -> None:
    for user, portal in ((cast.boris, cast.portal), (cast.anna, cast.other_portal), (cast.gleb, cast.portal)):
        assert client_of(user, portal).get(address).status_code == 404
    assert guest.get(address)["location"] == f"/login/?next={address}"


def test_queries_do_not_grow(
    cast: Cast, anna: Client, address: str, count_queries: Callable[[Callable[[], object]], int]
) -> None:
    make_payee(cast.organization)
    make_statement(cast.account, lines=[Line("Вода", charged="1")])
    make_reading(make_register(cast.account), "5", dt.date(2017, 8, 20))
    anna.get(address)
    few = count_queries(lambda: anna.get(address))
    for number in range(10):
        make_reading(make_register(cast.account), "5", dt.date(2017, 8, 20))
        make_statement(cast.account, dt.date(2017, 7 - number, 1) if number < 6 else dt.date(2016, number, 1))
    assert count_queries(lambda: anna.get(address)) == few <= 13


def test_the_form_has_number_norms_readings_of_the_house_and_the_last_payment(cast: Cast, anna: Client) -> None:
    water = make_service(cast.organization)
    make_norm(water, "4.2")
    make_norm(water, "3.1", cast.account.premise.building)
    meter = Meter.objects.create(
        organization=cast.organization, scope=MeterScope.BUILDING, building=cast.account.premise.building,
        serial_number="ОДПУ-1",
    )  # fmt: skip
    register = Register.objects.create(meter=meter, service=water)
    make_reading(register, "100", dt.date(2017, 7, 25))
    make_reading(register, "180", dt.date(2017, 8, 25))
    make_statement(cast.account, lines=[Line(charged="100", paid="50", fields={"benefit": rub("5")})])
    make_payment(cast.account, "50", dt.date(2017, 8, 11))
    pdf = anna.get(f"/a/{cast.account.pk}/bill/2017-08.pdf").content
    text = words_in(pdf)
    assert f"{cast.account.full_number}-0817" in text
    assert "Оплачено по 11 августа" in text
    assert "Льготы" in text
    bill = bill_document(cast.account, newest_statements([cast.account.pk])[cast.account.pk])
    (line,) = bill.reference
    assert (line.norm, line.building_previous, line.building_current) == (Decimal("3.1"), Decimal(100), Decimal(180))


def test_the_last_day_of_a_bill_is_the_files_or_the_one_it_was_published_with(
    cast: Cast, anna: Client, address: str, august: Statement
) -> None:
    page = f"/a/{cast.account.pk}/charges/2017-08/"
    settings = cast.organization.settings
    settings.bill_valid_months = 1
    settings.save()
    assert "действительна до" not in anna.get(page).content.decode()  # published before the organisation named a day
    assert "Действителен до" not in text_of(anna.get(address).content)
    BillingPeriod.objects.update(state=PeriodState.OPEN)
    publish_period(period_id=august.period_id, actor=Actor(kind="staff", id=1, label="Вера"), now=NOW)
    assert '<span class="num">30\u00a0сентября</span>' in anna.get(page).content.decode()
    settings.bill_valid_months = 3
    settings.save()
    assert '<span class="num">30\u00a0сентября</span>' in anna.get(page).content.decode()
    text = text_of(anna.get(address).content)
    assert "Действителен до 30 сентября 2017" in text
    assert "Документ № 551412-0817" in text
    with opened(august.period):
        Statement.objects.update(valid_until=dt.date(2017, 12, 31), document_number="ПД-77")
    assert '<span class="num">31\u00a0декабря</span>' in anna.get(page).content.decode()
    text = text_of(anna.get(address).content)
    assert "Действителен до 31 декабря 2017" in text
    assert "Документ № ПД-77" in text


def test_a_bill_that_is_not_published_yet_names_the_day_of_todays_rule(cast: Cast, august: Statement) -> None:
    cast.organization.settings.bill_valid_months = 2
    BillingPeriod.objects.update(state=PeriodState.OPEN)
    draft = Statement.objects.select_related("period").get(pk=august.pk)
    assert bill_valid_until(cast.account, draft) == dt.date(2017, 10, 31)


def test_components_and_the_part_for_the_common_property_stand_in_the_bill(
    cast: Cast, anna: Client, address: str
) -> None:
    hot = make_service(cast.organization, "Горячая вода", unit="м³")
    lines = [
        Line(hot, charged="100", volume="4", unit="м³"),
        Line(charged="50", volume="5", rate="10", unit="м³", fields={"common_volume": Decimal("0.25")}),
    ]
    statement = make_statement(cast.account, lines=lines)
    for position, (name, rate, charged) in enumerate([("холодная вода", "5", "20"), ("нагрев", "20", "80")], start=1):
        store_later(
            LinePart, statement=statement, service=hot, name=name, position=position, unit="м³", volume=4,
            rate=Decimal(rate), charged=rub(charged),
        )  # fmt: skip
    cast.organization.settings.not_applicable_mark = "XXXXXX"
    cast.organization.settings.save()
    text = text_of(anna.get(address).content)
    assert "№ Услуга Объём В т. ч. на общее имущество Тариф, ₽" in text
    assert "1 Горячая вода 4 м³ — XXXXXX 100,00 — — 100,00" in text
    crossed = "XXXXXX XXXXXX XXXXXX"
    assert f"в т. ч. холодная вода 4 м³ — 5,00 20,00 {crossed} в т. ч. нагрев 4 м³ — 20,00 80,00 {crossed}" in text
    assert "2 Холодная вода 5 м³ 0,25 м³ 10,00 50,00" in text
