"""Views of the cabinet, one module a section."""
