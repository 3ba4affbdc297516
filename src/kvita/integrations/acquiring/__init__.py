"""Adapters of the outside world, one folder per vendor (floor 10)."""
