"""Statements: rows of «Список начислений», one service of one account and month in a line.

The rows go in batches of columns into a temporary table; the database compares them with what it holds and writes the
differences. So memory stays the same for any file, and rows of one account need not stand together.
"""

from kvita.exchange.kinds.statements.importer import StatementsImporter

__all__ = ["StatementsImporter"]
