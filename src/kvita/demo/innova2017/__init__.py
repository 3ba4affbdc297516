"""The tables printed in the manual of the portal `innova`, and a past that ends exactly where they begin."""
