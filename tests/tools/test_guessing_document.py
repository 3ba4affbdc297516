"""docs/guessing.md is what the limits and the presets say, and no preset lets a thousand addresses open much."""

import guessing_document
import pytest

from kvita.accounts.policies import guessing
from kvita.housing.enums import ApprovalMode, LinkingProof
from kvita.housing.presets import PRESETS


def test_the_page_is_up_to_date() -> None:
    written = guessing_document.TARGET.read_text(encoding="utf-8")
    assert written == guessing_document.document(), "run: .venv/bin/python tools/guessing_document.py"


@pytest.mark.parametrize("slug", list(PRESETS))
def test_a_thousand_addresses_open_at_most_one_account_a_month(slug: str) -> None:
    ways = list(guessing_document.ways_of(PRESETS[slug].portal))
    assert ways
    assert sum(guessing.opened_a_month(way, approval=approval) for way, approval in ways) <= 1


def test_any_way_that_a_portal_may_choose_is_held_or_needs_a_secret() -> None:
    for way in ([LinkingProof.SURNAME], [LinkingProof.SURNAME, LinkingProof.CITY], [LinkingProof.FULL_NAME]):
        assert guessing.opened_a_month(way, approval=ApprovalMode.AUTOMATIC) <= 1
