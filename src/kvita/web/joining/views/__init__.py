"""Views of the way in."""
