"""Writes of metering."""

from kvita.metering.services.counting import count_chosen_readings, count_readings, uncount_readings
from kvita.metering.services.entering import enter_readings
from kvita.metering.services.installing import NewScale, install_meter, record_verification
from kvita.metering.services.judging import Fate, ReadingOutcome
from kvita.metering.services.photos import add_photo
from kvita.metering.services.replacing import NewMeter, remove_meter, replace_meter
from kvita.metering.services.reviewing import ReviewOutcome, accept_readings, ask_photos, refuse_readings
from kvita.metering.services.submitting import submit_many, submit_readings
from kvita.metering.services.superseding import readings_changed, supersede_readings
from kvita.metering.services.withdrawing import withdraw_reading

__all__ = [
    "Fate",
    "NewMeter",
    "NewScale",
    "ReadingOutcome",
    "ReviewOutcome",
    "accept_readings",
    "add_photo",
    "ask_photos",
    "count_chosen_readings",
    "count_readings",
    "enter_readings",
    "install_meter",
    "readings_changed",
    "record_verification",
    "refuse_readings",
    "remove_meter",
    "replace_meter",
    "submit_many",
    "submit_readings",
    "supersede_readings",
    "uncount_readings",
    "withdraw_reading",
]
