"""Letters with registration codes as the values and drawings that their print template takes."""

from collections.abc import Sequence
from typing import Final

from kvita.documents.letters import CodeLetter
from kvita.documents.rendering import qr
from kvita.documents.rendering.engine import compile_pdf
from kvita.documents.rendering.source import Value, drawing, literal

TEMPLATE: Final = "letters.typ"


def render_letters(letters: Sequence[CodeLetter]) -> bytes:
    """The letters as one tagged PDF, each on a page of its own, in the given order.

    Raises:
        ValueError: no letter at all, or the address for a QR is longer than 2331 bytes.
        TypefaceMissingError: the static files are not built.
    """
    if not letters:
        raise ValueError("there is nothing to print")
    calls = ",".join(f"({literal(_values(letter))},{drawing(qr.svg(letter.link.encode()))})" for letter in letters)
    return compile_pdf(f'#import "{TEMPLATE}": letters\n#letters(({calls},))'.encode())


def _values(letter: CodeLetter) -> Value:
    fields = [("Номер лицевого счёта", letter.number), ("Город", letter.city), ("Код регистрации", letter.code)]
    return {
        "sender": letter.sender,
        "contacts": letter.contacts,
        "address": letter.address,
        "fields": [[label, value] for label, value in fields if value],
        "until": letter.valid_until,
        "uses": letter.uses,
        "site": letter.site,
    }
