"""«Учебный банк»: an acquiring bank with pages and tables of its own, for demos and tests only.

It plays every outcome that a real bank has, chosen by the number of the card (`cards`). Kvita talks to it through the
port alone: nothing outside this folder reads its tables.
"""
