import hashlib
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kvita.calc.money import Money
from kvita.calc.payment_qr import (
    FIELD_LIMITS,
    REQUIRED_KEYS,
    PaymentDetails,
    PaymentQRError,
    QREncoding,
    QRErrorCode,
    amount_field,
    build_payment_qr,
    period_field,
    read_payment_qr,
)
from kvita.calc.payment_qr.writer import SEPARATORS
from kvita.calc.period import Month
from tests.calc.strategies import months

DATA = Path(__file__).parents[1] / "data" / "qr"
SAMPLES: list[dict[str, Any]] = json.loads((DATA / "samples.json").read_text("utf-8"))
KEYS: dict[str, Any] = json.loads((DATA / "gost56042_keys.json").read_text("utf-8"))
ENCODINGS: list[QREncoding] = ["utf-8", "cp1251", "koi8-r"]

MINIMAL = PaymentDetails(
    name="ООО «Три кита»",
    personal_acc="40702810138250123017",
    bank_name='ОАО "БАНК"',
    bic="044525225",
    corresp_acc="30101810400000000225",
)
BILL = replace(
    MINIMAL,
    fields=(
        ("PayeeINN", "6200098765"),
        ("KPP", "620001001"),
        amount_field(Money(153715)),
        ("Purpose", "Оплата ЖКУ за август 2017"),
        ("PersAcc", "910000419"),
        period_field(Month(2017, 8)),
        ("PayerAddress", "г Тест, ул Пушкина, д 10, кв 5"),
        ("LastName", "Иванова"),
        ("Category", "ЖКУ"),
        ("TechCode", "02"),
    ),
)
BUILT: dict[str, tuple[PaymentDetails, QREncoding]] = {
    "min_utf8": (MINIMAL, "utf-8"),
    "zku_utf8": (BILL, "utf-8"),
    "zku_cp1251": (BILL, "cp1251"),
    "pipe_in_value": (replace(MINIMAL, bank_name="БАНК|ФИЛИАЛ"), "utf-8"),
}


@pytest.mark.parametrize("sample", SAMPLES, ids=[sample["name"] for sample in SAMPLES])
def test_writes_the_sample_byte_for_byte(sample: dict[str, Any]) -> None:
    details, encoding = BUILT[sample["name"]]
    written = build_payment_qr(details, encoding=encoding)
    assert written == sample["text"].encode(encoding)
    assert len(written) == sample["bytes"]
    assert written[:16].hex() == sample["hex_head"]
    assert hashlib.sha256(written).hexdigest() == sample["sha256"]


def test_knows_the_keys_of_the_standard() -> None:
    limited = {row["key"]: row["max"] for row in KEYS["required_in_order"] + KEYS["additional"]}
    assert limited | dict.fromkeys(KEYS["other"]) == FIELD_LIMITS
    assert [row["key"] for row in KEYS["required_in_order"]] == list(REQUIRED_KEYS)


WORDS = "ООО ТСЖ Управляющая организация домами Оплата за август квартира № 5 БАНК ФИЛИАЛ г. ул. д. | ~ @ = %"
words = st.sampled_from(WORDS.split())
phrases = st.lists(words, min_size=3, max_size=6).map(lambda chosen: "Счёт " + " ".join(chosen))
anything = st.text(st.characters(exclude_categories=["C", "Z"]), min_size=1, max_size=30)


@given(phrases, phrases, st.sampled_from(ENCODINGS[:2]))
def test_reads_what_it_writes(bank: str, purpose: str, encoding: QREncoding) -> None:
    details = replace(MINIMAL, bank_name=bank[:45].strip(), fields=(("Purpose", purpose), ("Flat", "5")))
    read = read_payment_qr(build_payment_qr(details, encoding=encoding))
    assert read.fields == details.all_fields
    assert read.encoding == encoding
    assert read.separator not in bank[:45] + purpose
    assert not read.warnings


@given(anything, anything, st.integers(0, 10**15), months)
def test_carries_any_text_amount_and_period(name: str, purpose: str, kopecks: int, month: Month) -> None:
    further = (amount_field(Money(kopecks)), ("Purpose", purpose), period_field(month))
    details = replace(MINIMAL, name=name, fields=further)
    read = read_payment_qr(build_payment_qr(details))
    assert read.fields == details.all_fields
    assert read.amount == Money(kopecks)
    assert read.period == month


@given(st.sets(st.sampled_from(SEPARATORS)))
def test_the_separator_is_the_first_that_no_value_has(used: set[str]) -> None:
    details = replace(MINIMAL, bank_name="Банк " + "".join(sorted(used)))
    free = [candidate for candidate in SEPARATORS if candidate not in used]
    if not free:
        with pytest.raises(PaymentQRError) as caught:
            build_payment_qr(details)
        assert caught.value.code is QRErrorCode.NO_SEPARATOR
    else:
        assert build_payment_qr(details)[7:8].decode() == free[0]


C = QRErrorCode


@pytest.mark.parametrize(
    ("change", "code", "field", "limit", "actual"),
    [
        ({"name": "А" * 161}, C.TOO_LONG, "Name", 160, 161),
        ({"bank_name": "А" * 46}, C.TOO_LONG, "BankName", 45, 46),
        ({"bank_name": "  "}, C.EMPTY, "BankName", None, None),
        ({"personal_acc": "4070281013825012301"}, C.WRONG_LENGTH, "PersonalAcc", 20, 19),
        ({"personal_acc": "4070281013825012301X"}, C.NOT_DIGITS, "PersonalAcc", None, None),
        ({"personal_acc": "٤" * 20}, C.NOT_DIGITS, "PersonalAcc", None, None),
        ({"bic": "04452522"}, C.WRONG_LENGTH, "BIC", 9, 8),
        ({"corresp_acc": "12"}, C.WRONG_LENGTH, "CorrespAcc", 20, 2),
        ({"name": "А\nPersonalAcc=1"}, C.CONTROL_CHARACTER, "Name", None, None),
        ({"name": "А\u202eБ"}, C.CONTROL_CHARACTER, "Name", None, None),
        ({"fields": (("Sum", "15.37"),)}, C.NOT_DIGITS, "Sum", None, None),
        ({"fields": (("Sum", "1" * 19),)}, C.TOO_LONG, "Sum", 18, 19),
        ({"fields": (("PayeeINN", "76060662741"),)}, C.WRONG_LENGTH, "PayeeINN", 12, 11),
        ({"fields": (("Sum", ""),)}, C.EMPTY, "Sum", None, None),
        ({"fields": (("persAcc", "1"),)}, C.UNKNOWN_KEY, "persAcc", None, None),
        ({"fields": (("Name", "Б"),)}, C.REPEATED_KEY, "Name", None, None),
        ({"fields": (("Flat", "1"), ("Flat", "2"))}, C.REPEATED_KEY, "Flat", None, None),
        ({"name": "Я" * 120}, C.REQUIRED_TOO_LONG, "", 300, 359),
        ({"fields": (("SpecFio", "x" * 3000),)}, C.TOO_LONG, "", 2953, 3154),
    ],
)
def test_refuses_what_a_bank_may_stumble_on(
    change: dict[str, Any], code: QRErrorCode, field: str, limit: int | None, actual: int | None
) -> None:
    with pytest.raises(PaymentQRError) as caught:
        build_payment_qr(replace(MINIMAL, **change))
    error = caught.value
    assert (error.code, error.field, error.limit, error.actual) == (code, field, limit, actual)


def test_long_names_fit_in_cp1251() -> None:
    long = replace(MINIMAL, name="Я" * 120)
    assert len(build_payment_qr(long, encoding="cp1251")) < 300


def test_refuses_characters_that_the_encoding_lacks() -> None:
    for encoding in ENCODINGS[1:]:
        with pytest.raises(PaymentQRError) as caught:
            build_payment_qr(replace(MINIMAL, name="ООО Ąžuolas"), encoding=encoding)
        assert (caught.value.code, caught.value.field) == (C.NOT_ENCODABLE, "Name")


def test_refuses_another_encoding() -> None:
    other: Any = "cp866"
    with pytest.raises(PaymentQRError) as caught:
        build_payment_qr(MINIMAL, encoding=other)
    assert caught.value.code is C.UNKNOWN_ENCODING


def test_zero_stands_for_no_correspondent_account() -> None:
    assert build_payment_qr(replace(MINIMAL, corresp_acc="0")).endswith(b"|CorrespAcc=0")


def test_asks_for_no_negative_amount() -> None:
    assert amount_field(Money(0)) == ("Sum", "0")
    with pytest.raises(PaymentQRError) as caught:
        amount_field(Money(-1))
    assert caught.value.code is C.NEGATIVE_AMOUNT
