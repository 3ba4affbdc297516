"""What the pages of meters need beside their rows: window, progress, summary of what was sent."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib import messages

from kvita.accounts.models import BillingAccount
from kvita.billing.enums import VolumeSource
from kvita.identity.models import User
from kvita.metering.policies.windows import SubmissionWindow
from kvita.metering.selectors import RegisterMonth, WindowProgress, last_window, progress_of
from kvita.metering.services import Fate
from kvita.web.resident.presenters.metering.intake import early_words, head_words, window_words
from kvita.web.resident.presenters.metering.missing import is_late, missing_readings
from kvita.web.resident.presenters.metering.rows import (
    FormState,
    field_name,
    meter_groups,
    photo_name,
    table_rows,
)
from kvita.web.resident.presenters.metering.swaps import swaps_of
from kvita.web.resident.readings import NOTHING_SENT, Sent
from kvita.web.ui.formatting import agreed, counted


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
    progress = progress_of(items, account, today=today)
    swaps = swaps_of([item for item, _ in items], sent)
    state = FormState(account, user, today, progress.takes_later, sent.by_register, sent.photo_problems)
    rows = [item for item, window in items if progress.takes_later or today in window]
    problems = [problem for item, _ in items for problem in _problems(item, sent)]
    missing = missing_readings(rows)
    return {
        "groups": meter_groups(items, state),
        "progress": progress,
        "early_words": early_words(progress, today),
        "history_month": last_window(account, today=today).month,
        "head_sub": head_words(progress, today, {window for _, window in items}),
        "progress_words": f"Принято {progress.submitted} из {progress.total}",
        "swaps": swaps,
        "problems": problems,
        "problems_title": _problems_title(sent),
        "stored": sum(outcome.is_stored for outcome in sent.outcomes),
        "takes_photos": settings.reading_photo_enabled,
        "missing": missing,
        "missing_is_late": is_late(missing),
        "missing_month": missing[0].item.month if missing else None,
    }


def table_context(items: Sequence[RegisterMonth], progress: WindowProgress, today: dt.date) -> dict[str, Any]:
    """Return what the table of a month prints."""
    return {"rows": table_rows(items), "progress": progress, "head_sub": head_words(progress, today)}


def closed_context(
    account: BillingAccount,
    items: Sequence[RegisterMonth],
    progress: WindowProgress,
    today: dt.date,
    billed: Mapping[int, VolumeSource] | None,
) -> dict[str, Any]:
    """Return what is told while the window is shut; `billed` is by what the month was charged, None when it was not."""
    missing = missing_readings(items, billed)
    return {
        **table_context(items, progress, today),
        "missing": missing,
        "missing_is_late": is_late(missing),
        "is_billed": billed is not None,
        "window_words": window_words(progress.window, today),
        "month": last_window(account, today=today).month,
    }


def saved_message(sent: Sent) -> tuple[int, str]:
    """Return level and text of what is told after a sending in which nothing was wrong."""
    new = sum(outcome.fate is Fate.ACCEPTED for outcome in sent.outcomes)
    known = len(sent.outcomes) - new
    if new:
        more = f" {_known(known)}" if known else ""
        return messages.SUCCESS, f"{agreed(new, 'Принято', 'Приняты')} {_readings(new)}.{more}"
    if known and not sent.photos:
        return messages.INFO, "Новых показаний нет: все они уже были приняты."
    if sent.photos:
        return messages.SUCCESS, "Фото приложено к показанию."
    return messages.WARNING, "Вы не ввели ни одного показания. Впишите цифры со счётчика и сохраните."


def _known(count: int) -> str:
    """Return what is told of values that stood in the form already."""
    return f"{'Другое' if count == 1 else 'Другие'} {count} {agreed(count, 'принято', 'приняты', 'приняты')} раньше."


def _readings(count: int) -> str:
    return counted(count, "показание", "показания", "показаний")


def _problems(item: RegisterMonth, sent: Sent) -> list[Problem]:
    register = item.register
    name = f"{register.title}, № {register.meter.serial_number}"
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
    if refused and doubted:
        return f"Не {agreed(refused + doubted, 'сохранено', 'сохранены')} {_readings(refused + doubted)}"
    if refused:
        return f"{_readings(refused).capitalize()} не {agreed(refused, 'принято', 'приняты')}"
    if doubted:
        return f"Проверьте {_readings(doubted)}"
    return "Фото не приложено" if sent.photo_problems else ""
