"""Readings of meters that are known, and marks that a reading was counted: two kinds of files with the same names."""

from kvita.exchange.kinds.readings.counting import CountedImporter
from kvita.exchange.kinds.readings.holding import hold_registers
from kvita.exchange.kinds.readings.importer import ReadingsImporter

__all__ = ["CountedImporter", "ReadingsImporter", "hold_registers"]
