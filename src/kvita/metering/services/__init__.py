"""Writes of metering."""

from kvita.metering.services.counting import count_chosen_readings, count_readings, uncount_readings
from kvita.metering.services.judging import Fate, ReadingOutcome
from kvita.metering.services.photos import add_photo
from kvita.metering.services.replacing import NewMeter, remove_meter, replace_meter
from kvita.metering.services.submitting import submit_many, submit_readings
from kvita.metering.services.withdrawing import withdraw_reading

__all__ = [
    "Fate",
    "NewMeter",
    "ReadingOutcome",
    "add_photo",
    "count_chosen_readings",
    "count_readings",
    "remove_meter",
    "replace_meter",
    "submit_many",
    "submit_readings",
    "uncount_readings",
    "withdraw_reading",
]
