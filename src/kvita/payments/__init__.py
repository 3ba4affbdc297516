"""Payments, orders, attempts at a provider, and the one function that says what is due now (floor 8).

Invariants: money rows are only added; one payment per succeeded attempt; an amount is credited only on the provider's
own answer; a payment counts against the newest published statement unless its accounting month is already inside it.
"""
