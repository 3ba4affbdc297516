"""«Как посчитано» closes: what the page prints recomputes to the kopeck, line by line, on all portals of the demo."""

from collections import Counter

import pytest

from kvita.billing.models import Statement
from tests.demo.reading_charges import check_statements

pytestmark = pytest.mark.django_db
MONTHS = 5
READ = 3  # the newest of them: averages, and what sets them right, are there


@pytest.mark.usefixtures("world")
def test_every_line_of_every_portal_recomputes() -> None:
    found: Counter[str] = Counter()
    months = Statement.objects.order_by("-month").values_list("month", flat=True).distinct()[:READ]
    for month in list(months):
        rows = Statement.objects.filter(month=month, is_current=True)
        found += check_statements(
            list(rows.select_related("account__organization__settings", "account__premise", "period"))
        )
    assert found["lines"] > 10_000
    assert found["exact"] > 8_000
    assert found["told difference"] == 0
    for name in ("adjusted", "shortfall", "carried"):
        assert found[f"closed: {name}"], name
    assert found["lines with meters"] > 3_000
    assert found["by a norm"] > 1_000
    assert found["lines of components"] > 100
