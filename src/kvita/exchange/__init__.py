"""Import batches: rehearse a file, apply it in one transaction, roll it back exactly (floor 9).

Invariants: a file is stored whole or not at all; the same file again changes nothing; a batch knows every row it
created and what every row it changed or removed looked like, so rolling back restores exactly what was before, or
refuses with a reason when later facts stand on it; two imports of one organisation run one after the other.
"""
