"""Reads of metering."""

from kvita.metering.selectors.buildings import HouseReading, house_readings
from kvita.metering.selectors.histories import RegisterHistory, journal_of, photo_of_account, register_history
from kvita.metering.selectors.registers import (
    RegisterMonth,
    account_registers,
    accounts_with_readings,
    building_registers,
    months_with_readings,
    newest_readings,
    register_months,
    registers_by_window,
    registers_in_use,
)
from kvita.metering.selectors.windows import WindowProgress, last_window, progress_of, window_progress

__all__ = [
    "HouseReading",
    "RegisterHistory",
    "RegisterMonth",
    "WindowProgress",
    "account_registers",
    "accounts_with_readings",
    "building_registers",
    "house_readings",
    "journal_of",
    "last_window",
    "months_with_readings",
    "newest_readings",
    "photo_of_account",
    "progress_of",
    "register_history",
    "register_months",
    "registers_by_window",
    "registers_in_use",
    "window_progress",
]
