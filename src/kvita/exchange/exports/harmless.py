"""Text that a spreadsheet shows and does not run."""

from typing import Final

# A spreadsheet runs a cell that starts so as a formula.
_DANGEROUS: Final = ("=", "+", "-", "@", "\t", "\r", "\n")


def harmless(text: str) -> str:
    """Return the text with an apostrophe before what a spreadsheet would take for a formula."""
    return f"'{text}" if text.startswith(_DANGEROUS) else text
