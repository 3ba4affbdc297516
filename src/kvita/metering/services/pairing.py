"""Values that seem to have been sent for each other's scale: both wait until the sender has answered."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from typing import Final

from kvita.housing.enums import CheckLevel
from kvita.metering.policies.checks import Finding
from kvita.metering.policies.swaps import Typed, say_swapped, swapped_pairs
from kvita.metering.selectors.registers import RegisterMonth
from kvita.metering.services.judging import Fate, ReadingOutcome

SWAP: Final = "swap"


def hold_swapped(
    *, outcomes: Sequence[ReadingOutcome], rows: Mapping[int, RegisterMonth], confirmed: Collection[int]
) -> list[ReadingOutcome]:
    """Return the outcomes with both values of each swapped pair kept out, however plausible one of them looks alone.

    Who confirms one of the two has answered: then each is judged by itself, and the question stays in the journal of
    what is stored. A value that stands already cannot be kept out: its partner alone waits.
    """
    by_register = {one.register_id: one for one in outcomes}
    typed = {
        key: Typed(one.value, previous.value)
        for key, one in by_register.items()
        if one.value is not None and (previous := rows[key].previous) is not None and _is_about_value(one)
    }
    for pair in swapped_pairs([rows[key].register for key in typed], typed):
        keys = {one.pk for one in pair}
        is_answered = bool(keys & set(confirmed))
        for one, other in (pair, pair[::-1]):
            by_register[one.pk] = _held(by_register[one.pk], other.pk, say_swapped(one, other), is_answered=is_answered)
    return list(by_register.values())


def _is_about_value(outcome: ReadingOutcome) -> bool:
    """False where the value is kept out for another reason: a closed window, a removed meter, a wrong day."""
    return all(one.doubts_value for one in outcome.findings if one.level is CheckLevel.REFUSE)


def _held(outcome: ReadingOutcome, other: int, told: str, *, is_answered: bool) -> ReadingOutcome:
    if not is_answered:
        fate = outcome.fate if outcome.fate is Fate.UNCHANGED else Fate.DOUBTED
        return replace(outcome, fate=fate, swapped_with=other, swap=told)
    if outcome.fate is Fate.ACCEPTED:
        return replace(outcome, findings=(*outcome.findings, Finding(SWAP, CheckLevel.WARN, told)))
    return outcome
