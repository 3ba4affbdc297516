"""Services, tariffs with their rates, consumption norms (floor 5).

Invariant: validity ranges are half-open, [valid_from, valid_to), and those of one tariff do not overlap.
"""
