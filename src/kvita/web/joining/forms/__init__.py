"""Forms of the way in, built from the settings of the portal."""
