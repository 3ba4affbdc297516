"""Writes of metering."""

from kvita.metering.services.submitting import Fate, ReadingOutcome, submit_readings
from kvita.metering.services.withdrawing import withdraw_reading

__all__ = ["Fate", "ReadingOutcome", "submit_readings", "withdraw_reading"]
