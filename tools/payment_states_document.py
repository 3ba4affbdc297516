"""Writes docs/payment-states.md from the tables of transitions: `python tools/payment_states_document.py`.

A test compares the file with what this writes, so the picture cannot fall behind the code.
"""

import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final, TypeVar

import django
from django.db.models import TextChoices

State = TypeVar("State", bound=TextChoices)

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kvita.config.settings")
os.environ.setdefault("KVITA_SECRET_KEY", "a document needs no secret")
django.setup()

from kvita.payments.enums import AttemptState, RefundState  # noqa: E402 - after the set-up
from kvita.payments.policies import (  # noqa: E402 - the same
    ATTEMPT_TRANSITIONS,
    REFUND_TRANSITIONS,
    STAFF_TRANSITIONS,
)

TARGET: Final = Path(__file__).resolve().parents[1] / "docs" / "payment-states.md"
HEAD: Final = """\
# States of payments

What a resident wants to pay is an order; each try at a bank is an attempt; each return of money is a refund. Their
lives are tables in `kvita.payments.policies`; no service moves a row along a line that is not there. This page is
written by `tools/payment_states_document.py`.

Three rules stand behind the pictures:

- **Money moves only on the bank's own answer, when asked.** A message of a bank and the return of the payer wake us up,
  no more. The sum and the currency of the answer have to be those of the attempt.
- **Silence is no answer.** A timeout, HTTP 5xx or an answer that cannot be read leaves an attempt UNKNOWN: it is asked
  about again, ever more seldom, for a day, and then a person is called («Онлайн-платежи» at the desk).
- **Everything may come twice.** The form has a key, the attempt and the refund are the idempotency keys at the bank, a
  message is kept once, an attempt has one payment row, a refund one row below zero.
"""


def document() -> str:
    """Return the whole page."""
    parts = [
        HEAD,
        "## An attempt\n",
        *_picture(AttemptState, ATTEMPT_TRANSITIONS, start=AttemptState.CREATED, by_staff=STAFF_TRANSITIONS),
        "Dashed in words: «by a person» is a bank that took money after a refusal; nobody but staff credits it.\n",
        *_meanings(AttemptState),
        "\n## A refund\n",
        *_picture(RefundState, REFUND_TRANSITIONS, start=RefundState.WAITING, by_staff={}),
        "Up to the limit of the setting a refund begins APPROVED.\n",
        *_meanings(RefundState),
    ]
    return "\n".join(parts) + "\n"


def _picture(
    states: type[State],
    transitions: Mapping[State, frozenset[State]],
    *,
    start: State,
    by_staff: Mapping[State, frozenset[State]],
) -> Iterator[str]:
    yield "```mermaid\nstateDiagram-v2"
    yield f"  [*] --> {start.value}"
    for state in states:
        for after in sorted(transitions[state], key=list(states).index):
            yield f"  {state.value} --> {after.value}"
        for after in sorted(by_staff.get(state, ()), key=list(states).index):
            yield f"  {state.value} --> {after.value}: by a person"
        if not transitions[state]:
            yield f"  {state.value} --> [*]"
    yield "```\n"


def _meanings(states: type[TextChoices]) -> Iterator[str]:
    yield "| state | at the desk |"
    yield "|---|---|"
    for state in states:
        yield f"| `{state.value}` | {state.label} |"


def main() -> None:
    """Write the page."""
    TARGET.write_text(document(), encoding="utf-8")


if __name__ == "__main__":
    main()
