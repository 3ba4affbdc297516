"""Everything HTTP (floor 10): `resident` cabinet, `office` for staff, `site` public pages, `dev` of the demo, shared `ui`."""
