"""Meters and readings: rows of «Показания приборов учёта» (S4-21)."""

from kvita.exchange.kinds.meters.importer import MetersImporter

__all__ = ["MetersImporter"]
