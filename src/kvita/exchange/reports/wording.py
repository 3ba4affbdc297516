"""The report in words (for the accountant) and as JSON (for programs)."""

from collections.abc import Iterator
from itertools import islice
from typing import Any, Final

from kvita.calc.money import Money
from kvita.core.wording import NBSP, say_month, say_number, say_rubles
from kvita.exchange.reports.figures import Report

SHOWN_PROBLEMS: Final = 50
SHOWN_WARNINGS: Final = 20
_WIDTH: Final = 16

_OUTCOMES: Final = {
    "rehearsed": "Проверка прошла без ошибок, ничего не записано. Чтобы загрузить, повторите команду без --rehearse.",
    "unchanged": "Всё это уже есть в базе: ничего не изменилось, загрузка не записана.",
    "refused": "Ничего не записано. Исправьте строки с ошибками и повторите команду.",
}


def as_text(report: Report) -> str:
    """Return the report for a screen: at most `SHOWN_PROBLEMS` wrong cells."""
    return "\n".join([*_head(report), *_counts(report), *_sums(report), *_notes(report), *_problems(report), ""]) + (
        f"{_outcome(report)}\n"
    )


def as_json(report: Report) -> dict[str, Any]:
    """Return the report for a program: money in kopecks, every wrong cell."""
    counts = report.counts
    return {
        "outcome": report.outcome,
        "batch": report.batch,
        "kind": report.kind.value,
        "organization": report.organization,
        "file": {"name": report.file_name, "size": report.file_size, "format": report.note},
        "months": [f"{month:%Y-%m}" for month in report.months],
        "loaded_before": report.loaded_before,
        "unknown_columns": list(report.unknown_columns),
        "rows": {
            "all": counts.rows,
            "new": counts.new,
            "changed": counts.changed,
            "unchanged": counts.unchanged,
            "wrong": report.problems.rows,
        },
        "vanishing": counts.vanishing,
        "accounts": report.accounts,
        "created": dict(report.created),
        "sums_kopecks": dict(report.sums.file),
        "delta_kopecks": dict(report.sums.delta),
        "warnings": report.warnings,
        "warnings_left_out": report.warnings_left_out,
        "problems": [
            {
                "line": problem.line,
                "column": problem.column,
                "value": problem.value,
                "reason": problem.reason,
                "remedy": problem.remedy,
            }
            for problem in report.problems
        ],
    }


def _head(report: Report) -> Iterator[str]:
    months = ", ".join(say_month(month) for month in report.months)
    yield f"{report.kind.label.capitalize()} — {report.organization}{f', {months}' if months else ''}"
    yield f"Файл {report.file_name}: {say_number(report.file_size)} байт, {report.note}"
    if report.loaded_before:
        batches = ", ".join(f"№{NBSP}{number}" for number in report.loaded_before)
        yield f"Этот же файл уже загружали: {batches}."
    yield ""


def _counts(report: Report) -> Iterator[str]:
    counts = report.counts
    rows = {
        "Строк": counts.rows,
        "новых": counts.new,
        "изменённых": counts.changed,
        "без изменений": counts.unchanged,
        "с ошибками": report.problems.rows,
        "Лицевых счетов": report.accounts,
    }
    for title, number in rows.items():
        indent = "" if title[0].isupper() else "  "
        yield f"{indent + title:<18}{say_number(number):>{_WIDTH}}"
    for title, number in report.created.items():
        yield f"{f'Заводим: {title}':<18}{say_number(number):>{_WIDTH}}"


def _sums(report: Report) -> Iterator[str]:
    if not report.sums.file:
        return
    yield ""
    yield f"{'Суммы':<18}{'в файле':>{_WIDTH}}{'изменение в базе':>{_WIDTH + 4}}"
    for title, kopecks in report.sums.file.items():
        delta = say_rubles(Money(report.sums.delta[title]))
        yield f"{title:<18}{say_rubles(Money(kopecks)):>{_WIDTH}}{delta:>{_WIDTH + 4}}"


def _notes(report: Report) -> Iterator[str]:
    if report.unknown_columns:
        yield ""
        yield f"Не знаем этих столбцов и пропускаем их: {', '.join(f'«{name}»' for name in report.unknown_columns)}."
    if report.warnings:
        yield ""
        yield "Обратите внимание:"
        yield from (f"  {warning}" for warning in report.warnings[:SHOWN_WARNINGS])
        if (left := len(report.warnings) - SHOWN_WARNINGS + report.warnings_left_out) > 0:
            yield f"  …и ещё {say_number(left)}."


def _problems(report: Report) -> Iterator[str]:
    if not report.problems:
        return
    yield ""
    yield "Ошибки:"
    for problem in islice(report.problems, SHOWN_PROBLEMS):
        value = f" «{problem.value[:60]}»" if problem.value else ""
        column = f", столбец «{problem.column}»" if problem.column else ""
        yield f"  Строка {problem.line}{column}:{value} {problem.reason} {problem.remedy}"
    if report.problems.rows > SHOWN_PROBLEMS:
        yield "  …остальные — в полном отчёте: добавьте --errors ошибки.csv"


def _outcome(report: Report) -> str:
    if report.outcome == "applied":
        return f"Загружено: загрузка №{NBSP}{report.batch}. Отменить её: kvita import rollback {report.batch}"
    if report.outcome == "rehearsed" and report.problems:
        return "Ничего не записано. С этими ошибками файл не загрузится: исправьте строки и проверьте ещё раз."
    return _OUTCOMES[report.outcome]
