"""Managing organisations, their portals and settings, suppliers, payees, cities, buildings, premises (floor 4).

Invariants: what differs between portals or organisations is a field of `PortalSettings` or `OrganizationSettings`
with a default; five presets fill these fields (presets.py). No code asks which portal it serves.
"""
