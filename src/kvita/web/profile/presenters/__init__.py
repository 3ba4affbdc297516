"""What the pages of the profile show."""
