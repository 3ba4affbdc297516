"""What a letter with a registration code holds, as plain values: one page for each account."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class CodeLetter:
    """A letter to a flat. The code can be read here and nowhere else.

    Texts are plain, of any length; an empty one is left out. It names no person: who opens the letter box is unknown.
    """

    sender: str
    contacts: str = ""
    """Phone and hours of the office, as they are to be read."""
    address: str
    """Where the letter goes, with the flat."""
    number: str
    """Account number as on the bill."""
    city: str = ""
    """The city as the form lists it; empty when the form does not ask for it."""
    code: str
    valid_until: str = ""
    """The last day of the code in words."""
    uses: str = ""
    """How often the code works in words: «5 раз»."""
    site: str
    """Address of the registration page, to be typed: «cabinet.example.ru»."""
    link: str
    """Address with the fields filled in, for the QR."""
