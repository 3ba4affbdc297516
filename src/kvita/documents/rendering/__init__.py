"""Documents drawn as PDF by Typst.

The way of a bill: `layout` turns it into words and figures (with `sections`, `charges`, `details`, `wording`,
`tables`), `source` packs them so that no text can become code, `qr` draws the payment code, `engine` compiles with
`templates/bill.typ`, `pool` does that in bulk. `letters` draws letters with registration codes the same way. A
`notice` is a sheet of one matter, a `guide` the steps of a cabinet, each with its own template (`notices`, `guides`).
"""

from kvita.documents.rendering.guides import render_guide
from kvita.documents.rendering.letters import render_letters
from kvita.documents.rendering.notices import render_notice
from kvita.documents.rendering.pool import render_bill, render_bills
from kvita.documents.rendering.typeface import TypefaceMissingError

__all__ = ["TypefaceMissingError", "render_bill", "render_bills", "render_guide", "render_letters", "render_notice"]
