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
from kvita.metering.services import Fate, ReadingOutcome
from kvita.web.resident.presenters.meters import field_name, meter_groups, missing_sentences, table_rows
from kvita.web.resident.presenters.wording import days_left
from kvita.web.ui.formatting import counted, human_date, month_name, plural


@dataclass(frozen=True, slots=True)
class Problem:
    """A line of the summary above the form."""

    key: str
    label: str


def entry_context(
    items: Sequence[RegisterMonth],
    window: SubmissionWindow,
    *,
    account: BillingAccount,
    user: User,
    today: dt.date,
    outcomes: Sequence[ReadingOutcome],
) -> dict[str, Any]:
    """Return what the form page prints; `outcomes` are of the sending that it answers, if any."""
    by_register = {outcome.register_id: outcome for outcome in outcomes}
    is_open = today in window
    takes_later = account.organization.settings.closed_window_action == ClosedWindowAction.NEXT_MONTH
    problems = [_problem(item, by_register[item.register.pk]) for item in items if _is_problem(item, by_register)]
    return {
        "groups": meter_groups(items, account=account, user=user, today=today, outcomes=by_register),
        "window": window,
        "is_open": is_open,
        "accepts": is_open or takes_later,
        "head_sub": _head_sub(window, today),
        "progress_words": f"Принято {sum(item.is_submitted for item in items)} из {len(items)}",
        "problems": problems,
        "problems_title": _problems_title(outcomes),
        "stored": sum(outcome.is_stored for outcome in outcomes),
    }


def table_context(
    account: BillingAccount, items: Sequence[RegisterMonth], window: SubmissionWindow, today: dt.date
) -> dict[str, Any]:
    """Return what the table of a month prints; `window` is the open one or the next."""
    takes_later = account.organization.settings.closed_window_action == ClosedWindowAction.NEXT_MONTH
    return {
        "rows": table_rows(items),
        "missing": missing_sentences(items, month_name(window.month.previous)),
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


def window_words(window: SubmissionWindow, today: dt.date) -> str:
    """Return «с 10 по 25 сентября», or with both months where the window crosses their border."""
    if window.opens_on.month == window.closes_on.month:
        return f"с {window.opens_on.day} по {human_date(window.closes_on, today)}"
    return f"с {human_date(window.opens_on, today)} по {human_date(window.closes_on, today)}"


def saved_message(outcomes: Sequence[ReadingOutcome]) -> tuple[int, str]:
    """Return level and text of what is told after a sending in which nothing was wrong."""
    count = len(outcomes)
    if not count:
        return messages.WARNING, "Вы не ввели ни одного показания. Впишите цифры со счётчика и сохраните."
    return messages.SUCCESS, f"{plural(count, 'Принято', 'Приняты', 'Приняты')} {_readings(count)}."


def _readings(count: int) -> str:
    return counted(count, "показание", "показания", "показаний")


def _is_problem(item: RegisterMonth, outcomes: dict[int, ReadingOutcome]) -> bool:
    outcome = outcomes.get(item.register.pk)
    return outcome is not None and not outcome.is_stored


def _problem(item: RegisterMonth, outcome: ReadingOutcome) -> Problem:
    register = item.register
    name = f"{register.service.name}, № {register.meter.serial_number}"
    return Problem(field_name(register.pk), f"{name}: {outcome.message}")


def _problems_title(outcomes: Sequence[ReadingOutcome]) -> str:
    refused = sum(outcome.fate is Fate.REFUSED for outcome in outcomes)
    doubted = sum(outcome.fate is Fate.DOUBTED for outcome in outcomes)
    if refused:
        return f"{_readings(refused).capitalize()} не {plural(refused, 'принято', 'приняты', 'приняты')}"
    return f"Проверьте {_readings(doubted)}" if doubted else ""
