"""Pages of the profile."""
