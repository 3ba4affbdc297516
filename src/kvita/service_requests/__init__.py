"""What people ask of an organisation (floor 8): so far questions to the support of a portal, asked before the sign-in.

Invariants: a question is kept as it was asked, and goes to the support through the outbox in the same transaction.
"""
