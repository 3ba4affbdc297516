"""What a bank's answer to a write means, as data: a final yes, a final no, or unknown.

A write is what moves or begins to move money: creating a payment, giving money back. Only what a bank documents as
final is final. Whatever is not in its table is unknown: the number under which it was sent is kept, the bank is asked
later, and nobody is offered a second try. `docs/payment-states.md` is drawn from these tables.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Final

OK: Final = 200


class Outcome(Enum):
    """What became of a write."""

    DONE = "DONE"
    REFUSED = "REFUSED"
    UNKNOWN = "UNKNOWN"


@dataclass(frozen=True, slots=True)
class AnswerRule:
    """One line of a bank's table.

    `call` is the write, "" for each of them; `code` is the bank's own code, "" where it has none for this answer.
    `meaning` tells why, in the words of the document that is drawn.
    """

    http: int
    code: str
    outcome: Outcome
    meaning: str
    call: str = ""


def outcome_of(rules: Sequence[AnswerRule], *, http: int, code: str, call: str = "") -> Outcome:
    """Return what an answer means; UNKNOWN for whatever the table does not name."""
    for rule in rules:
        if rule.call in ("", call) and (rule.http, rule.code) == (http, code):
            return rule.outcome
    return Outcome.UNKNOWN
