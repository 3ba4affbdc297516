"""The queue of applications in words: the time left, what the comparison says, what may be written over."""

import datetime as dt
import zoneinfo
from dataclasses import dataclass
from typing import Final

from kvita.accounts.enums import ApplicationState, Verdict
from kvita.accounts.models import AccessApplication
from kvita.accounts.selectors import Examined, Queue, QueueEntry, QueueFilter
from kvita.accounts.services import UNDO_WITHIN
from kvita.core.phones import say_phone
from kvita.core.wording import NBSP, agreed, counted
from kvita.web.ui.formatting import human_time

SOON: Final = dt.timedelta(hours=12)
VERY_SOON: Final = dt.timedelta(hours=6)
DAY: Final = dt.timedelta(days=1)
VERDICTS: Final = {
    Verdict.SAME: ("Совпало", "good", "ok"),
    Verdict.DIFFERENT: ("Отличается", "bad", "no"),
    Verdict.UNKNOWN: ("Нет в базе", "mute", "info"),
}


@dataclass(frozen=True, slots=True)
class EntryRow:
    """An application in the list at the side."""

    entry: QueueEntry
    left: str
    tone: str
    place: str
    status: str
    status_tone: str


@dataclass(frozen=True, slots=True)
class LineRow:
    """A line of the comparison."""

    label: str
    typed: str
    stored: str
    word: str
    tone: str
    sign: str


@dataclass(frozen=True, slots=True)
class Chip:
    """A part of the queue with how many are in it."""

    key: str
    label: str
    count: int
    is_current: bool


def chips_of(queue: Queue) -> list[Chip]:
    """Return the parts of the queue."""
    return [Chip(part.value, part.label, queue.counts[part], part == queue.part) for part in QueueFilter]


def rows_of(queue: Queue) -> list[EntryRow]:
    """Return the list at the side."""
    return [_row(entry) for entry in queue.entries]


def summary_of(queue: Queue) -> str:
    """Return «8 ждут решения. 2 скоро просрочатся.»."""
    count = queue.counts[QueueFilter.WAITING]
    if not count:
        return "Ни одна заявка не ждёт решения."
    text = f"{count} {agreed(count, 'ждёт', 'ждут', 'ждут')} решения, сверху те, у которых меньше времени."
    if queue.urgent:
        verb = agreed(queue.urgent, "скоро просрочится или просрочена", "скоро просрочатся", "скоро просрочатся")
        text += f" {queue.urgent} {verb}."
    return text


def lines_of(examined: Examined) -> list[LineRow]:
    """Return the comparison with its verdicts."""
    rows = []
    for line in examined.lines:
        word, tone, sign = VERDICTS[line.verdict]
        if line.label == "Лицевой счёт" and examined.account is None:
            tone, sign = "bad", "no"
        rows.append(
            LineRow(line.label, _shown(line.label, line.typed), _shown(line.label, line.stored), word, tone, sign)
        )
    return rows


def hints_of(examined: Examined) -> list[str]:
    """Return what helps to decide: a slip of the finger, who is linked already, a second application."""
    hints = [f"Похоже на опечатку: в поле «{line.label}» отличается один знак." for line in examined.slips]
    if examined.account is None:
        hints.append("Счёта с таким номером в базе нет. Найдите его ниже или уточните номер у жильца.")
    elif examined.links:
        hints.append(
            f"К этому счёту уже {agreed(examined.links, 'привязан', 'привязаны')} "
            f"{counted(examined.links, 'человек', 'человека', 'человек')}: им придёт сообщение о новом доступе."
        )
    else:
        hints.append("К счёту пока никто не привязан.")
    if examined.same_number:
        hints.append("На этот счёт есть ещё одна открытая заявка.")
    return hints


def head_of(examined: Examined) -> str:
    """Return «Заявка № 318 от 8 сентября, 18:00»."""
    application = examined.application
    return f"Заявка № {application.portal_number} от {local_time(application, application.submitted_at)}"


def deadline_of(examined: Examined, now: dt.datetime) -> tuple[str, str]:
    """Return what the status beside the name says, and its tone."""
    application = examined.application
    since = local_time(application, application.state_since)
    if application.state == ApplicationState.APPROVED:
        return f"{'вошёл в кабинет' if application.completed_at else 'подтверждена'} {since}", "good"
    if application.state == ApplicationState.REJECTED:
        return f"отклонена {since}", "bad"
    if application.state == ApplicationState.CLARIFYING:
        return "ждём ответа жильца, срок стоит", "info"
    late = application.due_at < now
    text = f"решить до {local_time(application, application.due_at)}"
    return (f"просрочена: {text}", "bad") if late else (text, "warn")


def undo_until(application: AccessApplication) -> str:
    """Return until when the decision can be taken back: `18:01`."""
    return f"{_local(application, application.state_since + UNDO_WITHIN):%H:%M:%S}"


def local_time(application: AccessApplication, moment: dt.datetime) -> str:
    """Return `11 сентября, 18:00` by the clocks of the organisation."""
    local = _local(application, moment)
    return human_time(local, local.date())


def _local(application: AccessApplication, moment: dt.datetime) -> dt.datetime:
    return moment.astimezone(zoneinfo.ZoneInfo(application.organization.time_zone))


def _row(entry: QueueEntry) -> EntryRow:
    application = entry.application
    account = application.account
    place = account.premise.address if account else "адрес неизвестен"
    if not entry.is_open:
        word, tone = (
            ("Подтверждена", "good") if application.state == ApplicationState.APPROVED else ("Отклонена", "bad")
        )
        return EntryRow(entry, local_time(application, application.state_since), "mute", place, word, tone)
    if account is None:
        word, tone = "Счёта нет в базе", "bad"
    elif entry.differences:
        count = entry.differences
        verb = agreed(count, "отличается", "отличаются", "отличается")
        word, tone = f"{counted(count, 'поле', 'поля', 'полей')} {verb}", "warn"
    else:
        word, tone = "Всё совпало", "good"
    if application.state == ApplicationState.CLARIFYING:
        return EntryRow(entry, "срок стоит", "mute", place, word, tone)
    return EntryRow(entry, *_left(entry.left), place, word, tone)


def _left(left: dt.timedelta) -> tuple[str, str]:
    """Return «осталось 3 ч» with the tone of its urgency."""
    if left <= dt.timedelta(0):
        return "просрочена", "bad"
    if left < dt.timedelta(hours=1):
        return "осталось меньше часа", "bad"
    tone = "bad" if left <= VERY_SOON else "warn" if left <= SOON else "mute"
    if left < DAY:
        return f"осталось {left // dt.timedelta(hours=1)}{NBSP}ч", tone
    days = left // DAY
    return f"{agreed(days, 'остался', 'осталось', 'осталось')} {counted(days, 'день', 'дня', 'дней')}", tone


def _shown(label: str, value: str) -> str:
    return say_phone(value) if label == "Телефон" else value
