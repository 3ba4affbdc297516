"""Writes docs/payment-states.md from the tables of states and answers: `python tools/payment_states_document.py`.

A test compares the file with what this writes, so the picture cannot fall behind the code.
"""

import os
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final, TypeVar

import django
from django.db.models import TextChoices

State = TypeVar("State", bound=TextChoices)

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kvita.config.settings")
os.environ.setdefault("KVITA_SECRET_KEY", "a document needs no secret, and this one is no secret at all")
django.setup()

from kvita.integrations.acquiring.answers import AnswerRule, Outcome  # noqa: E402 - after the set-up
from kvita.integrations.acquiring.sber.answers import WRITES as SBER_WRITES  # noqa: E402 - the same
from kvita.integrations.acquiring.yookassa.answers import WRITES as YOOKASSA_WRITES  # noqa: E402 - the same
from kvita.payments.enums import AttemptState, RefundState  # noqa: E402 - the same
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
- **Silence is no answer.** Whatever a bank does not document as final (below) leaves an attempt or a refund UNKNOWN: it
  keeps its number, is asked about again, ever more seldom, for a day, and then a person is called («Онлайн-платежи» at
  the desk). Until then nobody is offered a second try.
- **Everything may come twice.** The form has a key, the attempt and the refund are the idempotency keys at the bank, a
  message is kept once, an attempt has one payment row, a refund one row below zero.
"""


ANSWERS: Final = """
## What a bank's answer to a write means

A write begins a payment or gives money back. These are the tables that the adapters read; what they do not name is
unknown: silence, a broken or cut answer, HTTP 3xx, 408, 409, 425, 429, 5xx, a body that is no JSON or has values of
another kind than documented, codes that nobody knows. A final no to a *repeated* request counts only when no earlier
one can still arrive (half an hour later). ЮKassa takes a refund sent again under its key as the same refund. Сбер has
no such keys: a refund is sent to it again only after that half hour, and only while the sum given back has not grown.
"""
_OUTCOMES: Final = {Outcome.DONE: "final yes", Outcome.REFUSED: "final no", Outcome.UNKNOWN: "**unknown**"}


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
        ANSWERS,
        *_answers("ЮKassa", YOOKASSA_WRITES),
        *_answers("Сбер", SBER_WRITES),
    ]
    return "\n".join(parts).rstrip("\n") + "\n"


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


def _answers(bank: str, rules: Sequence[AnswerRule]) -> Iterator[str]:
    yield f"### {bank}\n"
    yield "| call | HTTP | code | outcome | why |"
    yield "|---|---|---|---|---|"
    for rule in rules:
        call, code = rule.call or "each write", f"`{rule.code}`" if rule.code else ""
        yield f"| {call} | {rule.http} | {code} | {_OUTCOMES[rule.outcome]} | {rule.meaning} |"
    yield f"| each write | anything else | | {_OUTCOMES[Outcome.UNKNOWN]} | not documented as final |\n"


def main() -> None:
    """Write the page."""
    TARGET.write_text(document(), encoding="utf-8")


if __name__ == "__main__":
    main()
