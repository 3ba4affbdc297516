"""A bill as the values and drawings that its print template takes."""

from kvita.documents.bill import BillDocument
from kvita.documents.rendering import details, qr, sections
from kvita.documents.rendering.charges import charges
from kvita.documents.rendering.measured import measured
from kvita.documents.rendering.source import Value, drawing, literal
from kvita.documents.rendering.tables import LETTERS

TEMPLATE = "bill.typ"
_CLOSE_LETTERS = 7.5


def bill_source(bill: BillDocument, *, is_numbered: bool = False, is_close: bool = False) -> bytes:
    """The whole Typst source of a bill: a call of the template with two kinds of literals.

    Args:
        bill: what to print.
        is_numbered: number the pages; costs time, so only where there are several.
        is_close: smaller letters, margins and gaps: where that keeps the bill on one sheet.

    Raises:
        ValueError: a volume is not a finite number, or a QR payload is too long.
    """
    drawings = [drawing(qr.svg(payee.qr) if payee.qr else "") for payee in bill.payees]
    arguments = [
        literal(bill_values(bill, is_close=is_close)),
        *drawings,
        *_switches(numbered=is_numbered, close=is_close),
    ]
    return f'#import "{TEMPLATE}": bill\n#bill({",".join(arguments)})'.encode()


def _switches(**switches: bool) -> list[str]:
    return [f"{name}: {str(value).lower()}" for name, value in switches.items()]


def bill_values(bill: BillDocument, *, is_close: bool = False) -> Value:
    """All words and figures of a bill, by the names that the template knows."""
    created = bill.created_on
    return {
        "title": sections.title(bill),
        "heading": sections.heading(bill),
        "created": {"year": created.year, "month": created.month, "day": created.day},
        "version": sections.version(bill),
        "draft": bill.is_draft,
        "executor": sections.executor(bill),
        "payer": sections.payer(bill),
        "due": sections.due(bill),
        "movement": sections.movement(bill),
        "facts": sections.facts(bill),
        "charges": charges(bill, largest=_CLOSE_LETTERS if is_close else LETTERS),
        **measured(bill),
        "plan": details.payment_plan(bill),
        "reference": details.reference(bill, is_close=is_close),
        "reference_notes": details.reference_notes(bill, is_close=is_close),
        "tips": details.tips(bill),
        "slips": details.slips(bill),
    }
