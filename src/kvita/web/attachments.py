"""What letters carry: named in the outbox, drawn here when a letter leaves, never inside a transaction."""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from kvita.documents.rendering import render_notice
from kvita.payments.documents import CONFIRMATION, confirmation, confirmation_file_name
from kvita.payments.selectors import payment_to_confirm

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file of a letter."""

    name: str
    content: bytes
    kind: str = "application/pdf"


def draw_attachment(document: str) -> Attachment | None:
    """Return the file that a letter of the outbox names (`payment-confirmation:17`).

    None when what it told of is gone, or cannot be drawn: the letter has a link to the same and must not wait for it.
    """
    kind, _, number = document.partition(":")
    try:
        return _DRAWN[kind](int(number))
    except Exception:
        log.exception("the letter leaves without its document %s", document)
        return None


def _payment_confirmation(payment_id: int) -> Attachment | None:
    payment = payment_to_confirm(payment_id)
    if payment is None:
        return None
    pdf = render_notice(confirmation(payment, created_on=payment.paid_on))
    return Attachment(confirmation_file_name(payment), pdf)


_DRAWN: Final[dict[str, Callable[[int], Attachment | None]]] = {CONFIRMATION: _payment_confirmation}
