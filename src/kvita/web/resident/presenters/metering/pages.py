"""What the pages of meters need beside their rows: window, progress, summary of what was sent."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib import messages

from kvita.accounts.models import BillingAccount
from kvita.housing.enums import ClosedWindowAction
from kvita.identity.models import User
from kvita.metering.policies.windows import SubmissionWindow
from kvita.metering.selectors import RegisterMonth
from kvita.metering.services import Fate
from kvita.web.resident.presenters.metering.missing import is_late, missing_readings
from kvita.web.resident.presenters.metering.rows import (
    FormState,
    field_name,
    meter_groups,
    photo_name,
    table_rows,
    window_words,
)
from kvita.web.resident.presenters.wording import days_left
from kvita.web.resident.readings import NOTHING_SENT, Sent
from kvita.web.ui.formatting import counted, human_date, plural


@dataclass(frozen=True, slots=True)
class Problem:
    """A line of the summary above the form."""

    key: str
    label: str


def entry_context(
    items: Sequence[tuple[RegisterMonth, SubmissionWindow]],
    *,
    account: BillingAccount,
    user: User,
    today: dt.date,
    sent: Sent = NOTHING_SENT,
) -> dict[str, Any]:
    """Return what the form page prints; `sent` is what it answers, if anything."""
    settings = account.organization.settings
    takes_later = settings.closed_window_action == ClosedWindowAction.NEXT_MONTH
    state = FormState(account, user, today, takes_later, sent.by_register, sent.photo_problems)
    windows = {window for _, window in items}
    rows = [item for item, window in items if takes_later or today in window]
    problems = [problem for item, _ in items for problem in _problems(item, sent)]
    missing = missing_readings(rows)
    return {
        "groups": meter_groups(items, state),
        "window": min(windows, key=lambda one: (today not in one, one.closes_on), default=None),
        "is_open": any(today in window for window in windows),
        "accepts": bool(rows),
        "head_sub": _form_sub(windows, today),
        "progress_words": f"Принято {sum(item.is_submitted for item in rows)} из {len(rows)}",
        "problems": problems,
        "problems_title": _problems_title(sent),
        "stored": sum(outcome.is_stored for outcome in sent.outcomes),
        "takes_photos": settings.reading_photo_enabled,
        "missing": missing,
        "missing_is_late": is_late(missing),
        "missing_month": missing[0].item.month if missing else None,
    }


def _form_sub(windows: set[SubmissionWindow], today: dt.date) -> str:
    if len(windows) == 1:
        return _head_sub(next(iter(windows)), today)
    now_open = sorted((one for one in windows if today in one), key=lambda one: one.closes_on)
    if not now_open:
        return f"Состояние на {human_date(today, today)}: приём закрыт"
    until = now_open[0].closes_on
    return f"Сроки приёма у счётчиков разные. Ближайший — до {human_date(until, today)}, {days_left(until, today)}"


def table_context(
    account: BillingAccount, items: Sequence[RegisterMonth], window: SubmissionWindow, today: dt.date
) -> dict[str, Any]:
    """Return what the table of a month prints; `window` is the open one or the next."""
    takes_later = account.organization.settings.closed_window_action == ClosedWindowAction.NEXT_MONTH
    missing = missing_readings(items)
    return {
        "rows": table_rows(items),
        "missing": missing,
        "missing_is_late": is_late(missing),
        "window": window,
        "window_words": window_words(window, today),
        "head_sub": _head_sub(window, today),
        "is_open": today in window,
        "accepts": today in window or takes_later,
    }


def _head_sub(window: SubmissionWindow, today: dt.date) -> str:
    if today in window:
        return f"Приём открыт {window_words(window, today)}, {days_left(window.closes_on, today)}"
    return f"Состояние на {human_date(today, today)}: приём закрыт"


def saved_message(sent: Sent) -> tuple[int, str]:
    """Return level and text of what is told after a sending in which nothing was wrong."""
    count = len(sent.outcomes)
    if count:
        return messages.SUCCESS, f"{plural(count, 'Принято', 'Приняты', 'Приняты')} {_readings(count)}."
    if sent.photos:
        return messages.SUCCESS, "Фото приложено к показанию."
    return messages.WARNING, "Вы не ввели ни одного показания. Впишите цифры со счётчика и сохраните."


def _readings(count: int) -> str:
    return counted(count, "показание", "показания", "показаний")


def _problems(item: RegisterMonth, sent: Sent) -> list[Problem]:
    register = item.register
    name = f"{register.service.name}, № {register.meter.serial_number}"
    outcome, photo = sent.by_register.get(register.pk), sent.photo_problems.get(register.pk)
    found = []
    if outcome is not None and not outcome.is_stored:
        found.append(Problem(field_name(register.pk), f"{name}: {outcome.message}"))
    if photo is not None:
        found.append(Problem(photo_name(register.pk), f"{name}, фото: {photo}"))
    return found


def _problems_title(sent: Sent) -> str:
    refused = sum(outcome.fate is Fate.REFUSED for outcome in sent.outcomes)
    doubted = sum(outcome.fate is Fate.DOUBTED for outcome in sent.outcomes)
    if refused:
        return f"{_readings(refused).capitalize()} не {plural(refused, 'принято', 'приняты', 'приняты')}"
    if doubted:
        return f"Проверьте {_readings(doubted)}"
    return "Фото не приложено" if sent.photo_problems else ""
