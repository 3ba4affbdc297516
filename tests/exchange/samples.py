"""Files to import, what became of them, and the whole database as bytes."""

import datetime as dt
from collections.abc import Callable
from pathlib import Path

from django.apps import apps
from django.db import connection

from kvita.core.audit import Actor
from kvita.exchange.models import ImportBatch
from kvita.exchange.reports import Problem, Report
from kvita.exchange.services import roll_back_batch
from tests.factories import NOW

DATA = Path(__file__).parents[1] / "data" / "innova-2017-08"
ACTOR = Actor(kind="command", label="tests")

STATEMENT_HEADER = (
    "Платежный код;Период;Услуга;Тариф;Ед.измер;Расход;Оплачено;Вх.сальдо;Начислено;Перерасчет;Недоставка;Исх.сальдо;"
    "Коплате"
)

Import = Callable[..., Report]


def load_innova(bring: Import) -> list[Report]:
    return [
        bring("accounts", DATA / "accounts.csv"),
        bring("statements", DATA / "charges.csv", create_services=True),
        bring("meters", DATA / "meters.csv"),
        bring("payments", DATA / "payments.csv"),
    ]


def roll_back(report: Report, *, now: dt.datetime = NOW + dt.timedelta(days=1)) -> ImportBatch:
    assert report.batch is not None
    return roll_back_batch(batch_id=report.batch, actor=ACTOR, now=now)


def counts(report: Report) -> tuple[int, int, int, int]:
    """(new, changed, unchanged, wrong)."""
    return report.counts.new, report.counts.changed, report.counts.unchanged, report.problems.rows


def only_problem(report: Report) -> Problem:
    (problem,) = report.problems
    return problem


def dump() -> dict[str, bytes]:
    """All rows of all domain tables as bytes; the audit log and the batches themselves stay out."""
    tables = [
        model._meta.db_table
        for model in apps.get_models(include_auto_created=True)
        if model.__module__.startswith("kvita.") and model._meta.app_label not in ("exchange", "core")
    ]
    dumped = {}
    with connection.cursor() as cursor:
        for table in sorted(tables):
            cursor.execute(f'SELECT * FROM "{table}" ORDER BY 1')  # noqa: S608 - a table of ours
            names = [column[0] for column in cursor.description]
            dumped[table] = repr((names, cursor.fetchall())).encode()
    return dumped


def statement_row(service: str = "Холодная вода", code: str = "551412", month: str = "08.2017", **money: str) -> str:
    """A row in the order of STATEMENT_HEADER; closing and payable follow from the rest unless given."""
    cells = {"paid": "0,00", "opening": "0,00", "charged": "100,00", "adjusted": "0,00", "shortfall": "0,00"} | money
    if "closing" not in cells:
        kopecks = {name: int(cells[name].replace(",", "")) for name in cells if name not in ("rate", "unit", "volume")}
        total = kopecks["opening"] + kopecks["charged"] + kopecks["adjusted"] - kopecks["shortfall"] - kopecks["paid"]
        cells["closing"] = f"{'-' if total < 0 else ''}{abs(total) // 100},{abs(total) % 100:02d}"
    if "payable" not in cells:
        cells["payable"] = "0,00" if cells["closing"].startswith("-") else cells["closing"]
    parts = [code, month, service, cells.get("rate", "10,00"), cells.get("unit", "куб.м"), cells.get("volume", "10,00")]
    names = ("paid", "opening", "charged", "adjusted", "shortfall", "closing", "payable")
    return ";".join([*parts, *(cells[name] for name in names)])


def statements(*rows: str) -> str:
    return "\r\n".join([STATEMENT_HEADER, *rows, ""])
