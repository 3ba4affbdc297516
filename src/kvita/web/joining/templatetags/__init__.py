"""Tags of the way in."""
