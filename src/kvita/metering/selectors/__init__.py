"""Reads of metering."""

from kvita.metering.selectors.registers import (
    RegisterMonth,
    account_registers,
    accounts_with_readings,
    months_with_readings,
    register_months,
    registers_by_window,
    registers_in_use,
)
from kvita.metering.selectors.windows import WindowProgress, last_window, organization_window, window_progress

__all__ = [
    "RegisterMonth",
    "WindowProgress",
    "account_registers",
    "accounts_with_readings",
    "last_window",
    "months_with_readings",
    "organization_window",
    "register_months",
    "registers_by_window",
    "registers_in_use",
    "window_progress",
]
