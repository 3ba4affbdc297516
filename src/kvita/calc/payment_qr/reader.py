"""Reading a scanned payment QR as real bills write it, not as the standard says.

Seen on real bills: keys in any letter case and with Cyrillic look-alikes, an encoding
other than the declared one, a separator after the last field, empty values, names longer
than allowed, a taxpayer number with a wrong check digit; and from scanners: blanks before
the header, letters decoded by a wrong table. All of it is read; what was wrong is told in
`warnings`. Only bytes that are no payment QR at all are an error.
"""

import re
from dataclasses import dataclass
from enum import Enum
from typing import Final

from kvita.calc.bank_details import is_valid_inn, is_valid_settlement_account
from kvita.calc.money import Money
from kvita.calc.payment_qr.decoding import are_letters_lost, decode_payload, undo_wrong_decoding
from kvita.calc.payment_qr.fields import (
    FIELD_LIMITS,
    HEADER_LENGTH,
    QR_ENCODINGS,
    REQUIRED_KEYS,
    VERSION,
    PaymentQRError,
    QREncoding,
    QRErrorCode,
)
from kvita.calc.period import Month

# Above the largest QR symbol, with room for scanners that re-encode.
_MAX_INPUT: Final = 8192
# What scanners, keyboards and copying leave before the header: blanks, signs of no width, marks of the byte order.
_BEFORE: Final = re.compile(rb"(?:[\x00-\x20]|\xa0|\xc2\xa0|\xe2\x80[\x8b-\x8f\xaa-\xae]|\xe2\x81\xa0|\xef\xbb\xbf)+")
_REPLACEMENT: Final = "\ufffd"
_HEADER: Final = re.compile(rb"ST([0-9]{4})([0-9])([\x21-\x7e])")
_SUM: Final = re.compile(r"[0-9]{1,18}")

# Cyrillic letters drawn as Latin ones, in either case, by their small form.
_LOOK_ALIKES: Final = str.maketrans("авекмнорстухіѕј", "abekmhopctyxisj")

_MONTH_STEMS: Final = {
    "янв": 1,
    "фев": 2,
    "мар": 3,
    "апр": 4,
    "май": 5,
    "мая": 5,
    "июн": 6,
    "июл": 7,
    "авг": 8,
    "сен": 9,
    "окт": 10,
    "ноя": 11,
    "дек": 12,
}


class QRWarningCode(Enum):
    """What a payment QR gets wrong and is read all the same."""

    VERSION = "VERSION"
    ENCODING = "ENCODING"
    KEY_SPELLING = "KEY_SPELLING"
    UNKNOWN_KEY = "UNKNOWN_KEY"
    REPEATED_KEY = "REPEATED_KEY"
    NOT_A_FIELD = "NOT_A_FIELD"
    MISSING = "MISSING"
    TOO_LONG = "TOO_LONG"
    CHECK_DIGIT = "CHECK_DIGIT"
    DECODED_WRONGLY = "DECODED_WRONGLY"
    UNREADABLE = "UNREADABLE"


@dataclass(frozen=True, slots=True)
class QRWarning:
    """One fault, and the key (or the piece of text) that has it."""

    code: QRWarningCode
    field: str = ""


@dataclass(frozen=True, slots=True)
class PaymentQR:
    """What a payment QR says: keys in the standard's spelling, in the order read.

    `encoding` is the one the text turned out to be in. Of a repeated key the first value
    counts. Unknown keys stay as they are.
    """

    fields: tuple[tuple[str, str], ...]
    encoding: QREncoding
    separator: str
    warnings: tuple[QRWarning, ...] = ()

    def get(self, key: str) -> str | None:
        """The value of a key; None when the key is absent, its value empty, or its letters lost in a scanner."""
        value = dict(self.fields).get(key)
        return None if not value or _is_lost(value) else value

    @property
    def amount(self) -> Money | None:
        """The field `Sum`; None when it is absent or not a number of kopecks."""
        value = self.get("Sum")
        if value is None or not _SUM.fullmatch(value):
            return None
        return Money(int(value))

    @property
    def period(self) -> Month | None:
        """The field `PaymPeriod`, where it can be understood."""
        value = self.get("PaymPeriod")
        return None if value is None else read_payment_period(value)


def read_payment_qr(data: bytes) -> PaymentQR:
    """Read the bytes of a payment QR.

    Raises:
        PaymentQRError: the data does not begin with `ST`, version, encoding and
            separator (NOT_PAYMENT_QR), or is longer than any symbol (TOO_LONG).
    """
    if len(data) > _MAX_INPUT:
        raise PaymentQRError(QRErrorCode.TOO_LONG, limit=_MAX_INPUT, actual=len(data))
    before = _BEFORE.match(data)
    data = data[before.end() if before else 0 :].rstrip(b"\r\n\x00")
    header = _HEADER.match(data)
    if header is None:
        raise PaymentQRError(QRErrorCode.NOT_PAYMENT_QR)
    version, digit, separator = (part.decode("ascii") for part in header.groups())
    warnings = [] if version == VERSION else [QRWarning(QRWarningCode.VERSION)]
    declared = QR_ENCODINGS.get(digit)
    text, encoding = decode_payload(data[HEADER_LENGTH:], declared)
    if encoding != declared:
        warnings.append(QRWarning(QRWarningCode.ENCODING))
    repaired = undo_wrong_decoding(text)
    if repaired != text:
        warnings.append(QRWarning(QRWarningCode.DECODED_WRONGLY))
        text = repaired
    fields, field_warnings = _read_fields(text.split(separator))
    warnings += field_warnings
    warnings += _check_values(fields)
    return PaymentQR(tuple(fields.items()), encoding, separator, tuple(warnings))


def read_payment_period(text: str) -> Month | None:
    """The month meant by `082017`, `08.2017`, `201708`, `20170800` or `август 2017`."""
    text = text.strip().casefold()
    word = re.fullmatch(r"([а-я]{3,9})\.?\s+([0-9]{4})", text)
    if word is not None:
        number = _MONTH_STEMS.get(word[1][:3])
        return None if number is None else _month_or_none(word[2], str(number))
    match = re.fullmatch(r"([0-9]{2})[./-]?([0-9]{4})", text)
    if match is not None and (month := _month_or_none(match[2], match[1])):
        return month
    match = re.fullmatch(r"([0-9]{4})[./-]?([0-9]{2})(?:00)?", text)
    return None if match is None else _month_or_none(match[1], match[2])


def _month_or_none(year: str, month: str) -> Month | None:
    try:
        return Month(int(year), int(month))
    except ValueError:
        return None


def _folded(key: str) -> str:
    return key.strip().casefold().translate(_LOOK_ALIKES)


_KEY_OF_FOLDED: Final = {_folded(key): key for key in FIELD_LIMITS}


def _read_fields(pieces: list[str]) -> tuple[dict[str, str], list[QRWarning]]:
    if pieces[-1].strip() == "":
        pieces = pieces[:-1]  # a separator after the last field
    fields: dict[str, str] = {}
    warnings = []
    for piece in pieces:
        spelled, equals, value = piece.partition("=")
        if not equals:
            warnings.append(QRWarning(QRWarningCode.NOT_A_FIELD, piece))
            continue
        key = _KEY_OF_FOLDED.get(_folded(spelled))
        if key is None:
            key = spelled
            warnings.append(QRWarning(QRWarningCode.UNKNOWN_KEY, spelled))
        elif key != spelled:
            warnings.append(QRWarning(QRWarningCode.KEY_SPELLING, spelled))
        if key in fields:
            warnings.append(QRWarning(QRWarningCode.REPEATED_KEY, key))
        else:
            fields[key] = value.strip()
    return fields, warnings


def _is_lost(value: str) -> bool:
    return _REPLACEMENT in value or are_letters_lost(value)


def _check_values(fields: dict[str, str]) -> list[QRWarning]:
    warnings = [QRWarning(QRWarningCode.MISSING, key) for key in REQUIRED_KEYS if not fields.get(key)]
    for key, value in fields.items():
        limit = FIELD_LIMITS.get(key)
        if limit is not None and len(value) > limit:
            warnings.append(QRWarning(QRWarningCode.TOO_LONG, key))
        if _is_lost(value):
            warnings.append(QRWarning(QRWarningCode.UNREADABLE, key))
    for key in ("PayeeINN", "PayerINN"):
        inn = fields.get(key)
        if inn and inn != "0" and not is_valid_inn(inn):
            warnings.append(QRWarning(QRWarningCode.CHECK_DIGIT, key))
    bic, account = fields.get("BIC"), fields.get("PersonalAcc")
    if bic and account and not is_valid_settlement_account(bic, account):
        warnings.append(QRWarning(QRWarningCode.CHECK_DIGIT, "PersonalAcc"))
    return warnings
