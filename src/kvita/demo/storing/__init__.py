"""From plans and stories to rows: sheets that write many rows at once, and what goes on which sheet."""
