"""Accounts to register with that the demo shows. As with the sign-ins, the demo says where to ask for them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Registration:
    """An account with all that its letter and its bill say, which is what any of the ways in may ask for.

    `link` is the address below the portal's to which the QR of the letter leads; `is_linked` tells whether somebody has
    registered with it meanwhile.
    """

    portal: str
    organization: str
    organization_name: str
    kind: str
    kind_label: str
    number: str
    letter: str
    payment_code: str
    surname: str
    full_name: str
    premise_number: str
    city: str
    address: str
    registration_code: str
    link: str
    is_linked: bool


Source = Callable[[], Sequence[Registration]]
_sources: list[Source] = []


def register_registrations(source: Source) -> None:
    """Let `registrations` ask this source; once is enough."""
    if source not in _sources:
        _sources.append(source)


def registrations() -> list[Registration]:
    """Return all accounts to register with, in the order of their sources."""
    return [one for source in _sources for one in source()]
