"""Template filters of the cabinet."""
