"""A notice as PDF."""

from kvita.documents.notice import Notice
from kvita.documents.rendering import qr
from kvita.documents.rendering.engine import compile_pdf
from kvita.documents.rendering.source import Value, drawing, literal

TEMPLATE = "notice.typ"


def render_notice(notice: Notice) -> bytes:
    """The sheet as a tagged PDF; the same notice always gives the same bytes.

    Raises:
        ValueError: the QR payload is longer than 2331 bytes.
        TypefaceMissingError: the static files are not built.
    """
    return compile_pdf(notice_source(notice))


def notice_source(notice: Notice) -> bytes:
    """The whole Typst source: a call of the template with two literals."""
    code = drawing(qr.svg(notice.qr) if notice.qr else "")
    return f'#import "{TEMPLATE}": notice\n#notice({literal(_values(notice))}, {code})'.encode()


def _values(notice: Notice) -> Value:
    created = notice.created_on
    return {
        "title": notice.title,
        "subtitle": notice.subtitle,
        "issuer": [line for line in notice.issuer if line],
        "total": list(notice.total),
        "rows": [[label, value] for label, value in notice.rows if value],
        "notes": list(notice.notes),
        "caption": notice.qr_caption,
        "created": {"year": created.year, "month": created.month, "day": created.day},
    }
