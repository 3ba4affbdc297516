"""Meters and readings: rows of «Показания приборов учёта»."""

from kvita.exchange.kinds.meters.importer import MetersImporter

__all__ = ["MetersImporter"]
