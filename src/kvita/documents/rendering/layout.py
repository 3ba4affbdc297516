"""A bill as the values and drawings that its print template takes."""

from kvita.documents.bill import BillDocument
from kvita.documents.rendering import details, qr, sections
from kvita.documents.rendering.charges import charges
from kvita.documents.rendering.measured import measured
from kvita.documents.rendering.source import Value, drawing, literal

TEMPLATE = "bill.typ"


def bill_source(bill: BillDocument, *, is_numbered: bool = False) -> bytes:
    """The whole Typst source of a bill: a call of the template with two kinds of literals.

    Args:
        bill: what to print.
        is_numbered: number the pages; costs time, so only where there are several.

    Raises:
        ValueError: a volume is not a finite number, or a QR payload is too long.
    """
    drawings = [drawing(qr.svg(payee.qr) if payee.qr else "") for payee in bill.payees]
    arguments = [literal(bill_values(bill)), *drawings, f"numbered: {str(is_numbered).lower()}"]
    return f'#import "{TEMPLATE}": bill\n#bill({",".join(arguments)})'.encode()


def bill_values(bill: BillDocument) -> Value:
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
        "charges": charges(bill),
        **measured(bill),
        "plan": details.payment_plan(bill),
        "reference": details.reference(bill),
        "limit": details.limit_index(bill),
        "codes": details.codes(bill),
        "payees": details.payees(bill),
        "tips": details.tips(bill),
        "slip": details.slip(bill),
    }
