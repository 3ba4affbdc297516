"""docs/payment-states.md is what the tables of transitions and of answers say."""

from collections.abc import Sequence

import payment_states_document
import pytest

from kvita.integrations.acquiring.answers import AnswerRule, Outcome, outcome_of
from kvita.integrations.acquiring.sber.answers import WRITES as SBER_WRITES
from kvita.integrations.acquiring.yookassa.answers import WRITES as YOOKASSA_WRITES
from kvita.payments.enums import AttemptState, RefundState


def test_the_page_is_up_to_date() -> None:
    written = payment_states_document.TARGET.read_text(encoding="utf-8")
    assert written == payment_states_document.document(), "run: .venv/bin/python tools/payment_states_document.py"


def test_the_picture_has_every_state() -> None:
    text = payment_states_document.document()
    assert all(f"  {state.value} --> " in text for state in (*AttemptState, *RefundState))
    assert "  DECLINED --> SUCCEEDED: by a person" in text


def test_every_answer_of_the_tables_stands_in_the_page_once() -> None:
    text = payment_states_document.document()
    for rules in (YOOKASSA_WRITES, SBER_WRITES):
        keys = [(rule.call, rule.http, rule.code) for rule in rules]
        assert len(set(keys)) == len(keys)
        assert all(text.count(f"| {rule.meaning} |") == 1 for rule in rules)
    assert text.count("anything else") == 2


@pytest.mark.parametrize("rules", [YOOKASSA_WRITES, SBER_WRITES])
@pytest.mark.parametrize(
    ("http", "code"), [(200, "new"), (202, ""), (302, ""), (400, ""), (408, ""), (425, ""), (503, "")]
)
def test_what_is_in_no_table_is_unknown(rules: Sequence[AnswerRule], http: int, code: str) -> None:
    assert outcome_of(rules, http=http, code=code, call="refund.do") is Outcome.UNKNOWN
