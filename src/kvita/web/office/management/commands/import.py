"""`kvita import …`: bring a file in, rehearse it, take a batch back (docs/import.md)."""

import argparse
import json
import sys
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.db import OperationalError

from kvita.calc.period import Month
from kvita.core.audit import Actor
from kvita.core.errors import DomainError
from kvita.exchange.enums import ImportKind
from kvita.exchange.kinds import ImportOptions
from kvita.exchange.reports import Report, as_json, as_text
from kvita.exchange.services import import_file, roll_back_batch
from kvita.housing.models import ManagingOrganization
from kvita.web.clock import current_time

KINDS = {kind.value.lower(): kind for kind in ImportKind}


class Command(BaseCommand):
    """Exit codes: 0 done (or rehearsed without errors), 1 rows are wrong or the file is refused, 2 wrong usage."""

    help = "Import accounts, statements, meters, readings, payments from a file; rehearse first, roll back if needed"

    def add_arguments(self, parser: CommandParser) -> None:
        kinds = parser.add_subparsers(dest="what", required=True, metavar="|".join([*KINDS, "rollback"]))
        for name in KINDS:
            _add_file_arguments(kinds.add_parser(name, help=f"a file of {name} (CSV or XLSX)"))
        rollback = kinds.add_parser("rollback", help="restore what was before a batch")
        rollback.add_argument("batch", type=int, metavar="BATCH", help="number of the batch")
        rollback.add_argument("--json", action="store_true", help="answer with JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            done = self._roll_back(options) if options["what"] == "rollback" else self._import(options)
        except DomainError as error:
            self._refuse(error.code, error.message, as_json=options["json"])
        except OperationalError as error:
            if "locked" not in str(error):
                raise
            self._refuse("busy", "База занята: идёт другая загрузка. Повторите через минуту.", as_json=options["json"])
        else:
            if not done:
                raise SystemExit(1)

    def _import(self, options: dict[str, Any]) -> bool:
        organization = ManagingOrganization.objects.filter(slug=options["organization"]).first()
        if organization is None:
            known = ", ".join(ManagingOrganization.objects.order_by("slug").values_list("slug", flat=True)) or "нет"
            self.stderr.write(f"Организации «{options['organization']}» нет. Есть: {known}.")
            raise SystemExit(2)
        progress = _Progress(shown=options["progress"] or sys.stderr.isatty())
        report = import_file(
            kind=KINDS[options["what"]],
            path=options["file"],
            organization=organization,
            options=ImportOptions(
                month=options["period"],
                reason=options["reason"].strip(),
                replace=options["replace"],
                create_services=options["create_services"],
            ),
            rehearse=options["rehearse"],
            actor=Actor(kind="command", label="kvita import"),
            now=current_time(),
            progress=progress,
        )
        progress.end()
        self._show(report, options)
        return not report.problems

    def _show(self, report: Report, options: dict[str, Any]) -> None:
        if options["errors"] and report.problems:
            report.problems.save_csv(options["errors"])
        if options["json"]:
            self.stdout.write(json.dumps(as_json(report), ensure_ascii=False, indent=2))
        else:
            self.stdout.write(as_text(report))
        report.problems.close()

    def _roll_back(self, options: dict[str, Any]) -> bool:
        actor = Actor(kind="command", label="kvita import rollback")
        batch = roll_back_batch(batch_id=options["batch"], actor=actor, now=current_time())
        if options["json"]:
            self.stdout.write(json.dumps({"outcome": "rolled_back", "batch": batch.pk}))
        else:
            self.stdout.write(f"Загрузка {batch} отменена: всё снова так, как было до неё.")
        return True

    def _refuse(self, code: str, message: str, *, as_json: bool) -> None:
        if as_json:
            self.stdout.write(json.dumps({"outcome": "refused", "code": code, "message": message}, ensure_ascii=False))
        else:
            self.stderr.write(message)
        raise SystemExit(1)


class _Progress:
    """Per cent of the file on stderr, on one line."""

    def __init__(self, *, shown: bool) -> None:
        self._shown, self._last = shown, -1

    def __call__(self, done: int) -> None:
        if self._shown and done != self._last:
            self._last = done
            sys.stderr.write(f"\rПрочитано {done} %")
            sys.stderr.flush()

    def end(self) -> None:
        """Leave the line."""
        if self._shown:
            sys.stderr.write("\n")


def _add_file_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", type=Path, metavar="FILE", help="CSV or XLSX")
    parser.add_argument("--organization", required=True, metavar="SLUG", help="short name of the organisation")
    parser.add_argument("--period", type=_month, metavar="2017-08", help="the month, when the rows do not name it")
    parser.add_argument("--rehearse", action="store_true", help="only tell what would change")
    parser.add_argument("--reason", default="", help="why published statements change (residents read it)")
    parser.add_argument("--replace", action="store_true", help="remove lines that the file does not name any more")
    parser.add_argument("--create-services", action="store_true", help="create services that the file names")
    parser.add_argument("--json", action="store_true", help="answer with JSON, all wrong cells included")
    parser.add_argument("--errors", type=Path, metavar="FILE.csv", help="write all wrong cells into a file")
    parser.add_argument("--progress", action="store_true", help="show progress although stderr is no terminal")


def _month(text: str) -> Any:
    try:
        return Month.parse(text).first_day
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is not a month such as 2017-08") from None
