"""Pages of readings and meters at the desk."""
