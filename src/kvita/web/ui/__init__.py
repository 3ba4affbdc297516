"""The design system: sheets, icons, layouts, parts, and how numbers and dates are written (README.md)."""
