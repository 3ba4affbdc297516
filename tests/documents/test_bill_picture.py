"""What a person and a phone see on the printed page."""

import io
from dataclasses import replace
from decimal import Decimal

import pypdf
import pytest

from kvita.core.wording import say_rubles
from kvita.documents.bill import BillDocument, ReferenceLine
from kvita.documents.rendering import render_bill
from kvita.documents.rendering.engine import compile_pdf
from kvita.documents.rendering.layout import bill_source
from tests.documents.bills import QR, long_bill, manual_bill, pages_of, text_of, whole_bill
from tests.documents.pictures import codes_in, picture_of


def codes_of(pdf: bytes, scale: float = 3.0) -> list[bytes]:
    found = []
    for page in range(len(pypdf.PdfReader(io.BytesIO(pdf)).pages)):
        picture = picture_of(pdf, page, scale)
        found += codes_in(picture.width, picture.height, picture.grey)
    return found


def test_a_phone_reads_the_very_bytes_of_the_payment_code() -> None:
    assert codes_of(render_bill(manual_bill())) == [QR]


def test_each_payee_has_a_code_of_its_own() -> None:
    bill = whole_bill()
    assert sorted(codes_of(render_bill(bill))) == sorted(payee.qr for payee in bill.payees)


@pytest.mark.parametrize("dots", [100, 150, 200, 300])
@pytest.mark.parametrize("bill", [manual_bill(), whole_bill()], ids=["one payee", "two payees"])
def test_every_code_is_read_from_a_scan(bill: BillDocument, dots: int) -> None:
    expected = {payee.qr for payee in bill.payees}
    assert set(codes_of(render_bill(bill), scale=dots / 72)) == expected


def test_payees_have_a_slip_each_and_the_bill_keeps_to_one_sheet() -> None:
    bill = replace(manual_bill(), payees=whole_bill().payees)
    pdf = render_bill(bill)
    assert len(pypdf.PdfReader(io.BytesIO(pdf)).pages) == 1
    text = text_of(pdf)
    for payee in bill.payees:
        assert payee.amount is not None
        assert f"{payee.bic}" in text
        assert say_rubles(payee.amount).replace("\u00a0", " ") in text
    assert text.count("Получатель") == len(bill.payees)


def test_the_reference_in_words_keeps_a_full_bill_of_two_payees_on_one_sheet() -> None:
    """Eleven services with norms and a common meter, as most houses have."""
    norms = tuple(ReferenceLine(service=f"Услуга {n}", unit="м³", norm=Decimal(n)) for n in range(1, 7))
    bill = replace(manual_bill(), payees=whole_bill().payees, reference=(*norms, *whole_bill().reference))
    pdf = render_bill(bill)
    assert len(pypdf.PdfReader(io.BytesIO(pdf)).pages) == 1
    text = text_of(pdf)
    assert "Холодная вода, м³: норматив 4,56; счётчик дома, было 104 312,5; счётчик дома, стало 106 001,25;" in text
    assert "доля счёта в общем 0,2335." in text
    assert "Нормативы потребления: Услуга 1 1 м³;" in text


def test_the_second_sheet_of_four_payees_says_what_it_is() -> None:
    payees = tuple(replace(whole_bill().payees[0], name=f"Получатель {n}") for n in range(1, 5))
    norms = tuple(ReferenceLine(service=f"Услуга {n}", unit="м³", norm=Decimal(n)) for n in range(1, 7))
    bill = replace(manual_bill(), payees=payees, reference=(*norms, *whole_bill().reference))
    first, second = pages_of(render_bill(bill))
    assert "Справочная информация" in first
    assert "доля счёта" in first.lower()
    assert second.startswith("Оплата по получателям Как платить.")
    assert "Получатель 4" in second


def test_a_second_sheet_has_the_code_beside_its_slip() -> None:
    pdf = render_bill(long_bill(60))
    last = picture_of(pdf, len(pypdf.PdfReader(io.BytesIO(pdf)).pages) - 1)
    assert codes_in(last.width, last.height, last.grey) == [payee.qr for payee in long_bill(60).payees]


def test_a_viewer_shows_the_title_and_not_the_name_of_the_file() -> None:
    assert b"/DisplayDocTitle true" in render_bill(manual_bill())


def test_a_code_of_the_longest_payload_fits() -> None:
    bill = manual_bill()
    longest = QR + b"|Purpose=" + b"x" * (900 - len(QR))
    assert codes_of(render_bill(replace(bill, payees=(replace(bill.payees[0], qr=longest),)))) == [longest]


def test_without_a_code_nothing_asks_for_the_camera() -> None:
    bill = manual_bill()
    pdf = render_bill(replace(bill, payees=(replace(bill.payees[0], qr=b""),)))
    assert codes_of(pdf) == []
    assert "камеру" not in text_of(pdf)


def test_a4_portrait_with_title_language_and_tags() -> None:
    reader = pypdf.PdfReader(io.BytesIO(render_bill(manual_bill())))
    box = reader.pages[0].mediabox
    assert (round(float(box.width)), round(float(box.height))) == (595, 842)
    assert reader.metadata is not None
    assert reader.metadata.title == "Квитанция за август 2017, счёт 551412"
    assert str(reader.root_object["/Lang"]) == "ru-RU"
    assert "/StructTreeRoot" in reader.root_object


@pytest.mark.parametrize("bill", [manual_bill(), whole_bill(), replace(whole_bill(), is_draft=True)])
def test_it_passes_the_checks_of_accessible_pdf(bill: object) -> None:
    assert compile_pdf(bill_source(bill), standard="ua-1").startswith(b"%PDF")  # type: ignore[arg-type]  # the stub lags behind the library


def test_a_draft_is_marked_on_every_page() -> None:
    plain, draft = render_bill(whole_bill()), render_bill(replace(whole_bill(), is_draft=True))
    assert "Черновик для проверки. Не выдавать и не оплачивать" in text_of(draft)
    last = len(pypdf.PdfReader(io.BytesIO(draft)).pages) - 1
    assert last > 0
    for page in range(last + 1):
        # The grey of the word that lies under the whole page.
        assert picture_of(draft, page, scale=1).grey.count(230) > 20_000
        assert picture_of(plain, page, scale=1).grey.count(230) < 1_000


def test_all_letters_are_embedded_and_none_is_missing() -> None:
    reader = pypdf.PdfReader(io.BytesIO(render_bill(whole_bill())))
    fonts = {
        str(font.get_object()["/BaseFont"]).partition("+")[2]
        for page in reader.pages
        for font in page["/Resources"]["/Font"].values()  # type: ignore[index]  # pypdf types every object alike
    }
    assert fonts == {"GolosText-Regular", "GolosText-Bold"}
    text = text_of(render_bill(whole_bill()))
    assert "Шәйхетдинова Гөлнара Җәүдәт кызы" in text
    assert "\x00" not in text


def test_black_on_white() -> None:
    picture = picture_of(render_bill(manual_bill()), scale=1)
    assert picture.grey.count(255) > len(picture.grey) * 0.7
    assert min(picture.grey) < 10
    # The code of the payment is the darkest part of the page, and it stands on the right of the sum.
    assert picture.darkness(0.76, 0.13, 0.93, 0.25) > 0.35
    assert picture.darkness(0.0, 0.0, 0.04, 1.0) == 0
