"""Rules of metering as pure functions: submission windows, checks of a reading, what may be undone."""
