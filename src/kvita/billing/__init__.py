"""Billing periods, statements with lines, adjustments, common-house shares (floor 7).

Invariants, held by the database on every way in: per line and per statement
`closing = opening + charged + adjusted − shortfall − paid`; totals = sums of the lines; one current version a month and
account; a published statement is never changed, a correction is a new version beside it; residents see published
months only.
"""
