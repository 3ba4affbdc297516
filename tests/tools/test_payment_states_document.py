"""docs/payment-states.md is what the tables of transitions say."""

import payment_states_document

from kvita.payments.enums import AttemptState, RefundState


def test_the_page_is_up_to_date() -> None:
    written = payment_states_document.TARGET.read_text(encoding="utf-8")
    assert written == payment_states_document.document(), "run: .venv/bin/python tools/payment_states_document.py"


def test_the_picture_has_every_state() -> None:
    text = payment_states_document.document()
    assert all(f"  {state.value} --> " in text for state in (*AttemptState, *RefundState))
    assert "  DECLINED --> SUCCEEDED: by a person" in text
