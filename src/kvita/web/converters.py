"""Months in addresses: `2017-08`. What is not a month is no address (404)."""

from kvita.calc.period import Month


class MonthConverter:
    """Path converter `<month:month>`."""

    regex = r"(?:19|20)\d\d-(?:0[1-9]|1[0-2])"

    def to_python(self, value: str) -> Month:
        """Return the month, or raise ValueError (= no match)."""
        return Month.parse(value)

    def to_url(self, value: Month | str) -> str:
        """Return `2017-08`."""
        return str(value)
