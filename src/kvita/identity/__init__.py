"""People who sign in: users and, later, codes, sessions and consents (floor 3).

Invariants: within one realm (the user directory of one portal) an e-mail and a login belong to one user;
a user of one realm is unknown in every other. Staff have the empty realm.
"""
