"""The journal of a reading in the order in which things happened."""

import datetime as dt
from dataclasses import dataclass
from typing import Any, Final

from kvita.housing.enums import CheckLevel
from kvita.metering.enums import ReadingAct
from kvita.metering.models import Reading
from kvita.web.office.presenters.review import REASON_NAMES, source_word
from kvita.web.resident.presenters.wording import service_sign

_RESULTS: Final = {
    "passed": ("прошло", "good"),
    "confirmed": ("подтверждено", "warn"),
    "refused": ("не прошло", "bad"),
    "told": ("напомнили", ""),
}
_STATES: Final = {"ACCEPTED": "good", "COUNTED": "good", "IN_DOUBT": "warn", "REFUSED": "bad"}


@dataclass(frozen=True, slots=True)
class JournalLine:
    """Something that happened."""

    at: dt.datetime
    what: str
    who: str
    reason: str = ""


@dataclass(frozen=True, slots=True)
class CheckLine:
    """A check and its result."""

    name: str
    level: str
    result: str
    tone: str
    sentence: str


def journal_context(reading: Reading) -> dict[str, Any]:
    """Return what the page of a reading shows."""
    return {
        "reading": reading,
        "register": reading.register,
        "account": reading.register.meter.account,
        "organization": reading.register.meter.organization,
        "sign": service_sign(reading.register.service.kind),
        "tone": _STATES.get(reading.state, ""),
        "source": source_word(reading),
        "journal": _journal(reading),
        "checks": [_check(one) for one in reading.checks],
        "photos": reading.photos.all(),
    }


def _journal(reading: Reading) -> list[JournalLine]:
    first = JournalLine(reading.received_at, f"получено: {source_word(reading)}", _who(reading.submitted_by))
    later = [
        JournalLine(one.at, str(ReadingAct(one.act).label), _who(one.user), one.reason) for one in reading.events.all()
    ]
    counted = [JournalLine(reading.counted_at, "рассчитано", "программа")] if reading.counted_at else []
    return sorted([first, *later, *counted], key=lambda line: line.at)


def _who(user: Any) -> str:
    if user is None:
        return "программа"
    return f"{user}, сотрудник" if user.is_staff else str(user)


def _check(one: dict[str, str]) -> CheckLine:
    name = one.get("check", "")
    result, tone = _RESULTS.get(one.get("result", ""), ("сработало", "warn"))
    level = one.get("level", "")
    return CheckLine(
        name=REASON_NAMES.get(name, name),
        level=str(CheckLevel(level).label) if level in CheckLevel.values else "",
        result=result,
        tone=tone,
        sentence=one.get("message", ""),
    )
