import json
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from kvita.calc.money import Money
from kvita.calc.payment_qr import (
    PaymentQRError,
    QREncoding,
    QRErrorCode,
    QRWarning,
    QRWarningCode,
    read_payment_period,
    read_payment_qr,
)
from kvita.calc.period import Month

DATA = Path(__file__).parents[1] / "data" / "qr"
REAL: list[str] = json.loads((DATA / "real_world.json").read_text("utf-8"))

REQUIRED = (
    'Name=ООО «Три кита»|PersonalAcc=40702810138250123017|BankName=ОАО "БАНК"|BIC=044525225'
    "|CorrespAcc=30101810400000000225"
)
TEXT = f"{REQUIRED}|Purpose=Оплата ЖКУ за август 2017|LastName=ИВАНОВА"
W = QRWarningCode


def test_reads_a_real_bill() -> None:
    read = read_payment_qr(REAL[0].encode())
    assert read.get("PersAcc") == "502045019"
    assert read.amount == Money(383296)
    assert read.period == Month(2024, 1)
    assert read.get("LastName") is None
    assert {warning.code for warning in read.warnings} == {W.KEY_SPELLING}
    assert [key for key, _ in read.fields][:5] == ["Name", "PersonalAcc", "BankName", "BIC", "CorrespAcc"]


@pytest.mark.parametrize("actual", ["utf-8", "cp1251", "koi8-r"])
@pytest.mark.parametrize(("digit", "declared"), [("1", "cp1251"), ("2", "utf-8"), ("3", "koi8-r"), ("7", None)])
@pytest.mark.parametrize("text", [TEXT, TEXT.upper().replace("«", "").replace("»", "")])
def test_finds_the_encoding_that_the_header_lies_about(
    text: str, digit: str, declared: QREncoding | None, actual: QREncoding
) -> None:
    if actual == "koi8-r":
        text = text.replace("«", '"').replace("»", '"')
    read = read_payment_qr(f"ST0001{digit}|{text}".encode(actual))
    assert read.encoding == actual
    assert read.get("Purpose") == text.split("|")[5].partition("=")[2]
    assert (QRWarning(W.ENCODING) in read.warnings) == (declared != actual)


@pytest.mark.parametrize(
    ("field", "key", "value", "warnings"),
    [
        ("СВС=1", "CBC", "1", [QRWarning(W.KEY_SPELLING, "СВС")]),
        ("ТaxPeriod=0", "TaxPeriod", "0", [QRWarning(W.KEY_SPELLING, "ТaxPeriod")]),
        ("PERSACC=5", "PersAcc", "5", [QRWarning(W.KEY_SPELLING, "PERSACC")]),
        ("Purpose=a=b=c", "Purpose", "a=b=c", []),
        ("Purpose=a=b|", "Purpose", "a=b", []),
        ("Shop=7", "Shop", "7", [QRWarning(W.UNKNOWN_KEY, "Shop")]),
        ("Flat=1|flat=2", "Flat", "1", [QRWarning(W.KEY_SPELLING, "flat"), QRWarning(W.REPEATED_KEY, "Flat")]),
        ("Flat=1|junk", "Flat", "1", [QRWarning(W.NOT_A_FIELD, "junk")]),
        ("PayeeINN=6200098765", "PayeeINN", "6200098765", [QRWarning(W.CHECK_DIGIT, "PayeeINN")]),
        ("KPP=7606010019", "KPP", "7606010019", [QRWarning(W.TOO_LONG, "KPP")]),
    ],
)
def test_reads_and_warns(field: str, key: str, value: str, warnings: list[QRWarning]) -> None:
    read = read_payment_qr(f"ST00012|{REQUIRED}|{field}".encode())
    assert read.get(key) == value
    assert list(read.warnings) == warnings


def test_warns_of_missing_fields_version_and_account() -> None:
    read = read_payment_qr(b"ST00022|Name=x|BIC=044525225|PersonalAcc=1")
    assert set(read.warnings) == {
        QRWarning(W.VERSION),
        QRWarning(W.MISSING, "BankName"),
        QRWarning(W.MISSING, "CorrespAcc"),
        QRWarning(W.CHECK_DIGIT, "PersonalAcc"),
    }


def test_takes_any_separator_and_a_byte_order_mark() -> None:
    read = read_payment_qr(b"\xef\xbb\xbf" + f"ST00012~{REQUIRED.replace('|', '~')}\r\n".encode())
    assert read.separator == "~"
    assert read.warnings == ()


@pytest.mark.parametrize(
    "before", [b" ", b"\t", b"\r\n", b"\x00", "\u200b".encode(), "\u00a0".encode(), b"\xa0", "\ufeff \u200b".encode()]
)
def test_what_a_scanner_leaves_before_the_header_does_no_harm(before: bytes) -> None:
    read = read_payment_qr(before + f"ST00012|{REQUIRED}".encode())
    assert read.warnings == ()


@pytest.mark.parametrize(
    ("written", "read_as"),
    [("cp1251", "latin-1"), ("utf-8", "cp1251"), ("utf-8", "latin-1"), ("koi8-r", "cp1251"), ("cp1251", "koi8-r")],
)
def test_letters_that_were_decoded_by_a_wrong_table_are_given_back(written: str, read_as: str) -> None:
    text = 'Name=ООО "УК Образец"|Purpose=Оплата за ЖКУ'
    read = read_payment_qr(f"ST00011|{text.encode(written).decode(read_as)}".encode())
    assert (read.get("Name"), read.get("Purpose")) == ('ООО "УК Образец"', "Оплата за ЖКУ")
    assert QRWarning(W.DECODED_WRONGLY) in read.warnings


def as_a_browser_reads(data: bytes) -> str:
    """Windows-1252 of the web: five bytes that it has no sign for stay what they are."""
    return "".join(chr(it) if it in (0x81, 0x8D, 0x8F, 0x90, 0x9D) else bytes([it]).decode("cp1252") for it in data)


@pytest.mark.parametrize("written", ["utf-8", "cp1251"])
def test_letters_that_a_browser_has_decoded_are_given_back(written: str) -> None:
    text = 'Name=ООО "УК Образец"|Purpose=Оплата за ЖКУ, август'
    read = read_payment_qr(f"ST00011|{as_a_browser_reads(text.encode(written))}".encode())
    assert (read.get("Name"), read.get("Purpose")) == ('ООО "УК Образец"', "Оплата за ЖКУ, август")
    assert QRWarning(W.DECODED_WRONGLY) in read.warnings


def test_letters_that_were_decoded_wrongly_twice_are_given_back() -> None:
    text = 'Name=ООО "УК Образец"'
    for _ in range(2):
        text = text.encode().decode("latin-1")
    read = read_payment_qr(f"ST00012|{text}".encode())
    assert read.get("Name") == 'ООО "УК Образец"'
    assert QRWarning(W.DECODED_WRONGLY) in read.warnings


@pytest.mark.parametrize("name", ['??? "??"', "??", "Ð\u009eÐ\u009eÐ \u00abÐ"])
def test_a_name_of_which_only_signs_are_left_is_told(name: str) -> None:
    read = read_payment_qr(f"ST00012|Name={name}|PersonalAcc=1".encode())
    assert read.get("Name") is None
    assert QRWarning(W.UNREADABLE, "Name") in read.warnings


@pytest.mark.parametrize("text", ["Оплата??", "Kafe?", "ÐÐ Ltd", "ЖКУ за август?"])
def test_question_marks_beside_letters_lose_nothing(text: str) -> None:
    read = read_payment_qr(f"ST00012|{REQUIRED}|Purpose={text}".encode())
    assert (read.get("Purpose"), read.warnings) == (text, ())


@pytest.mark.parametrize(
    "text", ["ООО «Ёж и Эхо»", "ЦЩЪ", "Ооо Ук", "Żółw", "TSZH ЩЁ", "АО «ЦЭФ»", "Жэу № 7", "Объезд ъъъ"]
)
def test_a_right_name_is_left_alone_however_rare_its_letters(text: str) -> None:
    read = read_payment_qr(f"ST00012|{REQUIRED}|Purpose={text}".encode())
    assert read.get("Purpose") == text
    assert read.warnings == ()


def test_letters_that_are_lost_are_no_name() -> None:
    read = read_payment_qr("ST00012|Name=\ufffd\ufffd|PersonalAcc=1".encode())
    assert read.get("Name") is None
    assert QRWarning(W.UNREADABLE, "Name") in read.warnings


@pytest.mark.parametrize("value", ["", "15.37", "-5", "1" * 19, "٣"])
def test_an_unclear_amount_is_no_amount(value: str) -> None:
    assert read_payment_qr(f"ST00012|{REQUIRED}|Sum={value}".encode()).amount is None


@pytest.mark.parametrize("data", [b"", b"ST0001", b"ST00012", b"https://example.org", b"st00012|Name=x", b"ST0001x|"])
def test_refuses_what_is_no_payment_qr(data: bytes) -> None:
    with pytest.raises(PaymentQRError) as caught:
        read_payment_qr(data)
    assert caught.value.code is QRErrorCode.NOT_PAYMENT_QR


def test_refuses_what_no_symbol_holds() -> None:
    with pytest.raises(PaymentQRError) as caught:
        read_payment_qr(b"ST00012|" + b"x" * 10_000)
    assert caught.value.code is QRErrorCode.TOO_LONG


@given(st.binary(max_size=300), st.sampled_from([b"ST00011|", b"ST00012|", b"ST00013~"]))
@example(b"", b"ST00012|")
@example(b"|||===", b"ST00012|")
def test_any_bytes_after_a_header_are_read(data: bytes, header: bytes) -> None:
    read = read_payment_qr(header + data)
    assert len(dict(read.fields)) == len(read.fields)
    assert read.amount is None or read.amount >= Money(0)


@pytest.mark.parametrize(
    ("text", "month"),
    [
        ("082017", Month(2017, 8)),
        ("08.2017", Month(2017, 8)),
        ("201708", Month(2017, 8)),
        ("20170800", Month(2017, 8)),
        ("2017-08", Month(2017, 8)),
        ("Август 2017", Month(2017, 8)),
        ("январь 2021", Month(2021, 1)),
        ("март 2021", Month(2021, 3)),
        ("май 2021", Month(2021, 5)),
        ("мая 2021", Month(2021, 5)),
        ("сент. 2021", Month(2021, 9)),
        ("202012", Month(2020, 12)),
        ("122012", Month(2012, 12)),
        ("132017", None),
        ("201713", None),
        ("квартал 2017", None),
        ("", None),
        ("9" * 100, None),
    ],
)
def test_periods(text: str, month: Month | None) -> None:
    assert read_payment_period(text) == month
