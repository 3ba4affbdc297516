"""Building the bytes of a payment QR; anything a bank may stumble on is an error."""

import unicodedata
from dataclasses import dataclass
from typing import Final

from kvita.calc.money import ZERO, Money
from kvita.calc.payment_qr.fields import (
    DIGIT_LENGTHS,
    FIELD_LIMITS,
    MAX_BYTES,
    MAX_REQUIRED_BYTES,
    QR_ENCODINGS,
    REQUIRED_KEYS,
    SIGNATURE,
    VERSION,
    ZERO_WHEN_ABSENT,
    PaymentQRError,
    QREncoding,
    QRErrorCode,
)
from kvita.calc.period import Month

SEPARATORS: Final = "|~@;:^_{}!#$%&()*+,/"
"""Candidates in the order of preference.

The standard names `|` and lets another character stand in when a value has it. Known
programs go on with `@;:^_~...`; here `~` comes second, as in the sample data, because
the others are common in names of banks, addresses and e-mail.
"""

_DIGIT_OF_ENCODING: Final = {name: digit for digit, name in QR_ENCODINGS.items()}


@dataclass(frozen=True, slots=True)
class PaymentDetails:
    """Whom to pay, and what else the bank of the payer should be told.

    `fields` are further keys of the standard with their values, written in this order
    after the required five. `amount_field` and `period_field` make two of them.
    """

    name: str
    personal_acc: str
    bank_name: str
    bic: str
    corresp_acc: str
    fields: tuple[tuple[str, str], ...] = ()

    @property
    def all_fields(self) -> tuple[tuple[str, str], ...]:
        """Keys with values in the order in which they are written."""
        required = (
            self.name,
            self.personal_acc,
            self.bank_name,
            self.bic,
            self.corresp_acc,
        )
        return (*zip(REQUIRED_KEYS, required, strict=True), *self.fields)


def amount_field(amount: Money) -> tuple[str, str]:
    """The field `Sum`: whole kopecks.

    Raises:
        PaymentQRError: the amount is negative; a bill with nothing to pay has no `Sum`.
    """
    if amount < ZERO:
        raise PaymentQRError(QRErrorCode.NEGATIVE_AMOUNT, "Sum")
    return "Sum", str(amount.kopecks)


def period_field(month: Month) -> tuple[str, str]:
    """The field `PaymPeriod`: `082017`."""
    return "PaymPeriod", f"{month.month:02d}{month.year}"


def build_payment_qr(details: PaymentDetails, *, encoding: QREncoding = "utf-8") -> bytes:
    """The bytes to put into a QR symbol, without a trailing separator.

    Check digits of accounts are not looked at: see `kvita.calc.bank_details`. Where the
    required fields are too long in UTF-8, cp1251 takes half the bytes for Cyrillic.

    Raises:
        PaymentQRError: an unknown or repeated key; a value that is empty, too long, not
            of digits where it has to be, with a control character or a character that
            the encoding lacks; required fields of more than 300 bytes; a whole that no
            QR symbol holds; every separator used up by the values.
    """
    digit = _DIGIT_OF_ENCODING.get(encoding)
    if digit is None:
        raise PaymentQRError(QRErrorCode.UNKNOWN_ENCODING)
    fields = details.all_fields
    _check_keys(fields)
    for key, value in fields:
        _check_value(key, value)
        _check_encodable(key, value, encoding)
    separator = _pick_separator(fields)
    header = SIGNATURE + VERSION + digit
    parts = [header, *(f"{key}={value}" for key, value in fields)]
    required = separator.join(parts[: len(REQUIRED_KEYS) + 1]).encode(encoding)
    if len(required) > MAX_REQUIRED_BYTES:
        raise PaymentQRError(
            QRErrorCode.REQUIRED_TOO_LONG,
            limit=MAX_REQUIRED_BYTES,
            actual=len(required),
        )
    whole = separator.join(parts).encode(encoding)
    if len(whole) > MAX_BYTES:
        raise PaymentQRError(QRErrorCode.TOO_LONG, limit=MAX_BYTES, actual=len(whole))
    return whole


def _check_keys(fields: tuple[tuple[str, str], ...]) -> None:
    seen: set[str] = set()
    for key, _ in fields:
        if key not in FIELD_LIMITS:
            raise PaymentQRError(QRErrorCode.UNKNOWN_KEY, key)
        if key in seen:
            raise PaymentQRError(QRErrorCode.REPEATED_KEY, key)
        seen.add(key)


def _check_value(key: str, value: str) -> None:
    if not value.strip():
        raise PaymentQRError(QRErrorCode.EMPTY, key)
    limit = FIELD_LIMITS[key]
    if limit is not None and len(value) > limit:
        raise PaymentQRError(QRErrorCode.TOO_LONG, key, limit=limit, actual=len(value))
    if any(_is_unseen(character) for character in value):
        raise PaymentQRError(QRErrorCode.CONTROL_CHARACTER, key)
    lengths = DIGIT_LENGTHS.get(key)
    if lengths is None or (value == "0" and key in ZERO_WHEN_ABSENT):
        return
    if not (value.isascii() and value.isdigit()):
        raise PaymentQRError(QRErrorCode.NOT_DIGITS, key)
    if len(value) not in lengths:
        raise PaymentQRError(QRErrorCode.WRONG_LENGTH, key, limit=max(lengths), actual=len(value))


def _is_unseen(character: str) -> bool:
    """Control and format characters, line and paragraph separators."""
    category = unicodedata.category(character)
    return category.startswith("C") or category in {"Zl", "Zp"}


def _check_encodable(key: str, value: str, encoding: QREncoding) -> None:
    try:
        value.encode(encoding)
    except UnicodeEncodeError:
        raise PaymentQRError(QRErrorCode.NOT_ENCODABLE, key) from None


def _pick_separator(fields: tuple[tuple[str, str], ...]) -> str:
    used = set().union(*(value for _, value in fields))
    for candidate in SEPARATORS:
        if candidate not in used:
            return candidate
    raise PaymentQRError(QRErrorCode.NO_SEPARATOR)
