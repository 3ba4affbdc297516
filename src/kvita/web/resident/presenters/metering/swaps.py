"""Values that seem to have been sent for each other's scale, and the form that puts them right."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

from kvita.metering.models import Register
from kvita.metering.policies.swaps import Typed, are_confusable, look_swapped
from kvita.metering.selectors import RegisterMonth
from kvita.metering.services import ReadingOutcome
from kvita.web.resident.presenters.metering.rows import field_name, place_words
from kvita.web.resident.readings import Sent
from kvita.web.ui.formatting import volume


@dataclass(frozen=True, slots=True)
class Swap:
    """Two scales whose values fit each other: `fields` are name and value of the form that exchanges them.

    What else was not stored stays in the form as it was typed.
    """

    one: Register
    other: Register
    sentence: str
    fields: tuple[tuple[str, str], ...]

    @property
    def told(self) -> dict[int, str]:
        """What is said at the row of each scale, by its id."""
        return {
            self.one.pk: f"Похоже, это показание другой шкалы: {_name(self.other)}.",
            self.other.pk: f"Похоже, это показание другой шкалы: {_name(self.one)}.",
        }


def swaps_of(items: Sequence[RegisterMonth], sent: Sent) -> list[Swap]:
    """Return the pairs of which at least one value was not stored and both fit each other's scale; no scale twice."""
    found: list[Swap] = []
    taken: set[int] = set()
    for one, other in combinations(items, 2):
        keys = {one.register.pk, other.register.pk}
        if not keys & taken and _is_swap(one, other, sent):
            found.append(_swap(one, other, sent))
            taken |= keys
    return found


def _is_swap(one: RegisterMonth, other: RegisterMonth, sent: Sent) -> bool:
    first, second = _typed(one, sent), _typed(other, sent)
    if first is None or second is None or not are_confusable(one.register, other.register):
        return False
    outcomes = [sent.by_register[item.register.pk] for item in (one, other)]
    return not all(outcome.is_stored for outcome in outcomes) and look_swapped(first, second)


def _typed(item: RegisterMonth, sent: Sent) -> Typed | None:
    outcome = sent.by_register.get(item.register.pk)
    if outcome is None or outcome.value is None or item.previous is None:
        return None
    return Typed(outcome.value, item.previous.value)


def _swap(one: RegisterMonth, other: RegisterMonth, sent: Sent) -> Swap:
    first, second = sent.by_register[one.register.pk], sent.by_register[other.register.pk]
    kept = [outcome for outcome in sent.outcomes if not outcome.is_stored and outcome not in (first, second)]
    exchanged = [(one.register.pk, second.raw), (other.register.pk, first.raw)]
    fields = [*exchanged, *((outcome.register_id, outcome.raw) for outcome in kept)]
    return Swap(
        one.register,
        other.register,
        f"Похоже, показания перепутаны местами: {_said(one, first)}, {_said(other, second)}.",
        tuple((field_name(key), raw) for key, raw in fields),
    )


def _said(item: RegisterMonth, outcome: ReadingOutcome) -> str:
    was = "" if item.previous is None else f", было {volume(item.previous.value)}"
    return f"{_name(item.register)} — {outcome.raw}{was}"


def _name(register: Register) -> str:
    return f"{register.title}, {place_words(register)}"
