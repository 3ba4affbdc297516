"""Invented but life-like data: the demo portals, and any number of accounts for benchmarks (`kvita generate`)."""
