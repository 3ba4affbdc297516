"""Billing accounts and who may see them (floor 5).

Invariants: a billing account belongs to one organisation and one premise; number + letter index is unique within the
organisation; a user sees an account only through an ACTIVE link.
"""
