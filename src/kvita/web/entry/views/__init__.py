"""Views of the door."""
