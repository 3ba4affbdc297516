"""Keys of the payment QR, their limits, and what can be wrong with a value."""

from enum import Enum
from typing import Final, Literal

QREncoding = Literal["cp1251", "utf-8", "koi8-r"]

QR_ENCODINGS: Final[dict[str, QREncoding]] = {
    "1": "cp1251",
    "2": "utf-8",
    "3": "koi8-r",
}
"""The digit of the header for each encoding."""

SIGNATURE: Final = "ST"
VERSION: Final = "0001"
HEADER_LENGTH: Final = 8

REQUIRED_KEYS: Final = ("Name", "PersonalAcc", "BankName", "BIC", "CorrespAcc")

FIELD_LIMITS: Final[dict[str, int | None]] = {
    "Name": 160,
    "PersonalAcc": 20,
    "BankName": 45,
    "BIC": 9,
    "CorrespAcc": 20,
    "Sum": 18,
    "Purpose": 210,
    "PayeeINN": 12,
    "PayerINN": 12,
    "DrawerStatus": 2,
    "KPP": 9,
    "CBC": 20,
    "OKTMO": 11,
    "PaytReason": 2,
    "TaxPeriod": 10,
    "DocNo": 15,
    "DocDate": 10,
    "TaxPaytKind": 2,
} | dict.fromkeys(
    (
        "LastName",
        "FirstName",
        "MiddleName",
        "PayerAddress",
        "PersonalAccount",
        "DocIdx",
        "PensAcc",
        "Contract",
        "PersAcc",
        "Flat",
        "Phone",
        "PayerIdType",
        "PayerIdNum",
        "ChildFio",
        "BirthDate",
        "PaymTerm",
        "PaymPeriod",
        "Category",
        "ServiceName",
        "CounterId",
        "CounterVal",
        "QuittId",
        "QuittDate",
        "InstNum",
        "ClassNum",
        "SpecFio",
        "AddAmount",
        "RuleId",
        "ExecId",
        "RegType",
        "UIN",
        "TechCode",
    )
)
"""Every key of the standard with the most characters of its value; None: no limit."""

DIGIT_LENGTHS: Final[dict[str, tuple[int, ...]]] = {
    "PersonalAcc": (20,),
    "BIC": (9,),
    "CorrespAcc": (20,),
    "Sum": tuple(range(1, 19)),
    "PayeeINN": (10, 12),
    "PayerINN": (10, 12),
    "KPP": (9,),
    "CBC": (20,),
    "OKTMO": (8, 11),
}
"""Keys whose value is digits only, with the lengths it may have."""

ZERO_WHEN_ABSENT: Final = frozenset({"CorrespAcc", "PayerINN", "KPP", "CBC", "OKTMO"})
"""Keys where payment orders write a single 0 for a value that does not exist."""

MAX_REQUIRED_BYTES: Final = 300
"""The most bytes for the header and the five required fields together."""

MAX_BYTES: Final = 2953
"""What a QR symbol of the largest version holds in byte mode."""


class QRErrorCode(Enum):
    """What keeps a payment QR from being written or read."""

    EMPTY = "EMPTY"
    TOO_LONG = "TOO_LONG"
    NOT_DIGITS = "NOT_DIGITS"
    WRONG_LENGTH = "WRONG_LENGTH"
    CONTROL_CHARACTER = "CONTROL_CHARACTER"
    NOT_ENCODABLE = "NOT_ENCODABLE"
    UNKNOWN_KEY = "UNKNOWN_KEY"
    REPEATED_KEY = "REPEATED_KEY"
    UNKNOWN_ENCODING = "UNKNOWN_ENCODING"
    NO_SEPARATOR = "NO_SEPARATOR"
    REQUIRED_TOO_LONG = "REQUIRED_TOO_LONG"
    NEGATIVE_AMOUNT = "NEGATIVE_AMOUNT"
    NOT_PAYMENT_QR = "NOT_PAYMENT_QR"


class PaymentQRError(ValueError):
    """A payment QR cannot be written or read.

    `field` is the key at fault ("" when it is the whole), `limit` and `actual` count
    characters, or bytes for the whole; None where nothing is counted.
    """

    def __init__(
        self,
        code: QRErrorCode,
        field: str = "",
        *,
        limit: int | None = None,
        actual: int | None = None,
    ) -> None:
        self.code = code
        self.field = field
        self.limit = limit
        self.actual = actual
        counted = "" if actual is None else f": {actual}, limit {limit}"
        super().__init__(f"{code.value} {field}".rstrip() + counted)
