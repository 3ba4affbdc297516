"""How a resident comes in: registration, confirmation of addresses, adding accounts, questions before the sign-in.

All of it is driven by the settings of the portal (D1–D11): `plan` says which steps and fields follow from them, the
forms build themselves from the same settings, and the office shows both as the resident will see them.
"""
