"""Announcements of an organisation; public pages and disclosure come here (floor 8)."""
