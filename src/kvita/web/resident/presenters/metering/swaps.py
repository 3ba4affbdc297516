"""Values that seem to have been sent for each other's scale, and the form that puts them right."""

from collections.abc import Sequence
from dataclasses import dataclass

from kvita.metering.models import Register
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


def swaps_of(items: Sequence[RegisterMonth], sent: Sent) -> list[Swap]:
    """Return the pairs that wait for an answer, each once, in the order of the page."""
    by_register, rows = sent.by_register, {item.register.pk: item for item in items}
    found: list[Swap] = []
    taken: set[int] = set()
    for key, item in rows.items():
        other = by_register[key].swapped_with if key in by_register else None
        if other in rows and key not in taken and not all(by_register[pk].is_stored for pk in (key, other)):
            found.append(_swap(item, rows[other], sent))
            taken |= {key, other}
    return found


def _swap(one: RegisterMonth, other: RegisterMonth, sent: Sent) -> Swap:
    first, second = sent.by_register[one.register.pk], sent.by_register[other.register.pk]
    kept = [outcome for outcome in sent.outcomes if not outcome.is_stored and outcome not in (first, second)]
    exchanged = [(one.register.pk, second.raw), (other.register.pk, first.raw)]
    fields = [*exchanged, *((outcome.register_id, outcome.raw) for outcome in kept)]
    return Swap(
        one.register,
        other.register,
        f"Похоже, показания перепутаны местами: {_said(one, first)}, {_said(other, second)}.{_kept(first, second)}",
        tuple((field_name(key), raw) for key, raw in fields),
    )


def _kept(first: ReadingOutcome, second: ReadingOutcome) -> str:
    """Return what is told of the pair: neither stands, unless one was sent and stored before."""
    return "" if first.is_stored or second.is_stored else " Мы не сохранили ни одно из двух."


def _said(item: RegisterMonth, outcome: ReadingOutcome) -> str:
    was = "" if item.previous is None else f", было {volume(item.previous.value)}"
    return f"{_name(item.register)} — {outcome.raw}{was}"


def _name(register: Register) -> str:
    return f"{register.title}, {place_words(register)}"
