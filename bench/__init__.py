"""Measurements. Figures of one run are compared with each other only: read the ratios (docs/performance.md)."""
