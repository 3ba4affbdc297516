"""How people write numbers, days and names in files, and what to tell them when a cell cannot be read."""

from kvita.exchange.values.errors import CellError

__all__ = ["CellError"]
