"""Pure arithmetic of utility bills: floor 0, imported by everything, imports nothing.

Owns the value types and the formulas: money (`money`), the one rounding function
(`rounding`), billing month (`period`), validity ranges (`ranges`), sharing out without
loss (`sharing`), balances and the amount to pay (`balance`), charges (`charge`),
consumption of a meter register (`consumption`) and of each month (`monthly_use`), bank details (`bank_details`) and
the payment QR of GOST R 56042-2014 (`payment_qr`).

Invariants:

* Standard library only. No Django, no I/O, no clock, no settings, no shared state.
* Values are frozen; the same arguments always give the same answer.
* No float anywhere. Money is a whole number of kopecks; volumes and rates are `Decimal`.
* An amount is rounded once, half up, by `rounding.round_half_up` and nowhere else.
* Nothing is lost or invented: shares sum to their total, parts of a line to the line.
* No text for the screen: errors carry codes and values, the upper floors carry words.
"""
