"""Invented organisations, residents and bills, the command that shows the product, and data of any size for benchmarks.

Uses the floors below; nothing but `config` knows it. Always true: the same seed and the same day give the same world;
every statement satisfies the balance identities, because the same rules of `calc` make it; no name, address, phone or
bank account belongs to anybody.
"""
