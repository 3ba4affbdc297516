"""Plumbing without a domain word: money field, locks, idempotency, audit log, domain errors (floor 1).

Invariants: audit entries are only added; money is stored in integer kopecks.
"""
