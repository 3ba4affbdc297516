"""What residents type."""
