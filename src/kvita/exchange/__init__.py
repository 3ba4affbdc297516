"""Import and export batches: rehearse, apply in one transaction, roll back exactly (floor 9)."""
