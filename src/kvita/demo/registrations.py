"""Accounts of the demo that nobody has linked: to register with, in the way of each portal. The same every time."""

import hashlib
from dataclasses import dataclass
from typing import Final

CODE_DIGITS: Final = 8


@dataclass(frozen=True, slots=True)
class FreeAccount:
    """An account that waits for its resident. `code` is the code of registration in the letter to the flat."""

    portal: str
    organization: str
    number: str

    @property
    def code(self) -> str:
        """Eight digits in two groups; made from the number, so that they are the same in every demo."""
        digest = hashlib.sha256(f"kvita-demo:{self.organization}:{self.number}".encode()).hexdigest()
        digits = f"{int(digest, 16) % 10**CODE_DIGITS:0{CODE_DIGITS}}"
        return f"{digits[:4]} {digits[4:]}"


# In `ugra` one tenant has two accounts: rent and utilities of the same flat end in the same digits.
FREE: Final = tuple(
    FreeAccount(portal, organization, number)
    for portal, organization, numbers in (
        ("ugra", "ugra-rent", ("10004530", "10004535", "10004541")),
        ("ugra", "ugra-service", ("20004530", "20004535", "20004541")),
        ("tszh", "lipovaya", ("0200430", "0200435", "0200441")),
        ("tszh", "gorodskoy-dom", ("0310130", "0310135")),
        ("uk", "novy-dvor", ("1000123430", "1000123435", "1000123441", "1000123446")),
        ("uigkh", "ui-gkh", ("120330", "120335", "120338", "120346")),
        ("innova", "solnechny", ("551530", "551535", "551541")),
        ("innova", "kazan21", ("770130", "770135")),
    )
    for number in numbers
)


@dataclass(frozen=True, slots=True)
class Applied:
    """An application in the queue of a portal: whose account, how long ago, and what differs from the account."""

    number: str
    hours_ago: int
    name: str = ""  # what replaces the holder's name
    misspelled: bool = False  # one letter of the patronymic is another
    other_phone: bool = False


QUEUES: Final = {
    "uk": (
        Applied("1000123450", 69, misspelled=True, other_phone=True),
        Applied("1000123451", 63),
        Applied("1000123452", 47),
        Applied("1000123999", 30, name="Петров Аркадий Львович"),
        Applied("1000123453", 26),
        Applied("1000123454", 14, name="Сабирова Лейла Ильдаровна"),
        Applied("1000123455", 5, other_phone=True),
        Applied("1000123456", 1),
    ),
}
