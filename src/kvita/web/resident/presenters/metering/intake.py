"""What is said of the submission window: the same on home, above the form, and where the window is shut."""

import datetime as dt
from collections.abc import Collection

from kvita.metering.policies.windows import SubmissionWindow
from kvita.metering.selectors import WindowProgress
from kvita.web.resident.presenters.wording import days_left
from kvita.web.ui.formatting import human_date, month_name


def intake_status(progress: WindowProgress) -> tuple[str, str]:
    """Return word and tone of the chip: «Приём открыт», «Всё передано», «Можно передать заранее», «Приём закрыт»."""
    if progress.accepts and progress.is_complete:
        return "Всё передано", "good"
    if progress.is_open:
        return "Приём открыт", "good"
    return ("Можно передать заранее", "info") if progress.is_early else ("Приём закрыт", "")


def early_words(progress: WindowProgress, today: dt.date) -> str:
    """Return why the form is open although the window is shut; nothing where it is not."""
    if not progress.is_early:
        return ""
    before = progress.before
    return (
        f"Приём за {month_name(before.month)} закрыт {human_date(before.closes_on, today)}. "
        f"Передать показания можно и сейчас: их зачтут за {month_name(progress.month)}."
    )


def window_words(window: SubmissionWindow, today: dt.date) -> str:
    """Return «с 10 по 25 сентября», or with both months where the window crosses their border."""
    if window.opens_on.month == window.closes_on.month:
        return f"с {window.opens_on.day} по {human_date(window.closes_on, today)}"
    return f"с {human_date(window.opens_on, today)} по {human_date(window.closes_on, today)}"


def head_words(progress: WindowProgress, today: dt.date, windows: Collection[SubmissionWindow] = ()) -> str:
    """Return the line under the heading; `windows` are those of the meters, where they may differ."""
    if progress.is_early:
        return f"Приём за {month_name(progress.month)} откроется {human_date(progress.opens_on, today)}"
    if not progress.is_open:
        return f"Состояние на {human_date(today, today)}: приём закрыт"
    left = days_left(progress.closes_on, today)
    if len(windows) > 1:
        return f"Сроки приёма у счётчиков разные. Ближайший — до {human_date(progress.closes_on, today)}, {left}"
    return f"Приём открыт {window_words(progress.window, today)}, {left}"
