"""Printed documents: what they hold (`bill`, `letters`, `notice`, `guide`) and how they are drawn (`rendering`).

Invariants: a document is a frozen value, so the same value gives the same bytes; no text of a document
can become code of the print template; this package knows no table of the domain and imports none.
"""
