"""Values of the calc types for hypothesis."""

from datetime import date, timedelta
from decimal import Decimal

from hypothesis import strategies as st

from kvita.calc.money import Money
from kvita.calc.period import FIRST_YEAR, LAST_YEAR, Month
from kvita.calc.ranges import DateRange

# Any bill of any house, and far beyond; well inside the 64 bits.
amounts = st.integers(-(10**15), 10**15).map(Money)
months = st.builds(Month, st.integers(FIRST_YEAR, LAST_YEAR), st.integers(1, 12))
days = st.dates(date(1995, 1, 1), date(2095, 12, 31))
volumes = st.decimals(-(10**9), 10**9, places=7)
rates = st.decimals(0, 10**7, places=6)
norms = st.decimals(0, 10**5, places=7)
areas = st.decimals(0, 10**7, places=4)


@st.composite
def ranges(draw: st.DrawFn, *, bounded: bool = False) -> DateRange:
    start = draw(days)
    length = draw(st.integers(1, 1000) if bounded else st.none() | st.integers(1, 1000))
    return DateRange(start, None if length is None else start + timedelta(length))


weights = st.lists(st.integers(0, 10**6) | st.decimals(0, 10**6, places=4), min_size=1, max_size=40).filter(
    lambda values: any(value > Decimal(0) for value in values)
)
