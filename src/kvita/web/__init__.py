"""Everything HTTP (floor 10).

`resident` is the cabinet, `office` is for staff, `site` needs no sign-in, `dev` exists in the demo only, `ui` is the
design system that all of them share.
"""
