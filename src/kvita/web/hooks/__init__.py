"""Addresses that other programs call: messages of banks. Nothing that comes in is believed; it only wakes us up."""
