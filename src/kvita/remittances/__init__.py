"""Money that comes as files of banks, and whether all money agrees with those who took it (floor above exchange).

Invariants: a file is known by its fingerprint and an operation by its key, so neither is counted twice; a file is
refused as a whole only when its own totals disagree, a bad row waits in quarantine with its reason; money goes to an
account that was named exactly or that a person chose, never to one that was guessed; what was credited can be taken
back until a published statement counts it.
"""
