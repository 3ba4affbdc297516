"""Documents drawn as PDF by Typst.

The way of a bill: `layout` turns it into words and figures (with `sections`, `charges`, `details`, `wording`,
`tables`), `source` packs them so that no text can become code, `qr` draws the payment code, `engine` compiles with
`templates/bill.typ`, `pool` does that in bulk.
"""

from kvita.documents.rendering.pool import render_bill, render_bills
from kvita.documents.rendering.typeface import TypefaceMissingError

__all__ = ["TypefaceMissingError", "render_bill", "render_bills"]
