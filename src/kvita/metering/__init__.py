"""Meters, registers, readings, submission windows (floor 6).

Invariants: a reading is identified by register + date, never by value; a value that was received is never deleted,
only withdrawn or superseded; volumes are Decimal.
"""
