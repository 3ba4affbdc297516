"""Outbox of letters and SMS (floor 2). Recipients are plain addresses; nothing is sent inside a transaction."""
