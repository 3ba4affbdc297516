"""Reads of metering."""

from kvita.metering.selectors.windows import WindowProgress, window_progress

__all__ = ["WindowProgress", "window_progress"]
