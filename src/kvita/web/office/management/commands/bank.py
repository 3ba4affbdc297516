"""`kvita bank …`: files of banks in, registries out (docs/staff.md)."""

import argparse
import datetime as dt
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from kvita.calc.money import Money
from kvita.core.audit import Actor
from kvita.core.errors import DomainError
from kvita.core.wording import say_rubles
from kvita.housing.models import ManagingOrganization
from kvita.remittances.enums import FileState, RegistryEncoding, RegistryKind, RowState
from kvita.remittances.formats import LARGEST_FILE
from kvita.remittances.models import RemittanceFile, RemittanceLayout
from kvita.remittances.services import RegistryWish, credit_file, export_registry, read_file, take_back_file
from kvita.web.clock import current_time
from kvita.web.requests import local_day

KINDS = {
    "payments": RegistryKind.PAYMENTS_SBER,
    "payments-csv": RegistryKind.PAYMENTS_CSV,
    "debts-sber": RegistryKind.DEBTS_SBER,
    "debts-gorod": RegistryKind.DEBTS_GOROD,
}
ACTOR = Actor(kind="command", label="kvita bank")
SHOWN_ROWS = 50


class Command(BaseCommand):
    """Exit codes: 0 done, 1 the file or the wish is refused, 2 wrong usage."""

    help = "Take in a file of payments from a bank, take it back, or give out registries of payments and debts"

    def add_arguments(self, parser: CommandParser) -> None:
        verbs = parser.add_subparsers(dest="what", required=True, metavar="import|takeback|export")
        bring = verbs.add_parser("import", help="credit a file of a bank")
        bring.add_argument("file", type=Path, metavar="FILE", help="TXT, CSV, XLSX, DBF or ZIP as the bank gave it")
        bring.add_argument("--organization", required=True, metavar="SLUG", help="short name of the organisation")
        bring.add_argument("--layout", default="", metavar="BANK", help="own layout of this bank, by its title")
        bring.add_argument("--confirm", action="store_true", help="credit in spite of what the check warns of")
        bring.add_argument("--rehearse", action="store_true", help="only tell what would be credited")
        back = verbs.add_parser("takeback", help="reverse what a file has credited")
        back.add_argument("number", type=int, metavar="NUMBER", help="number of the registry")
        back.add_argument("--reason", required=True, help="why, for the audit log")
        give = verbs.add_parser("export", help="write a registry into a file")
        give.add_argument("kind", choices=list(KINDS))
        give.add_argument("--organization", required=True, metavar="SLUG", help="short name of the organisation")
        give.add_argument("--encoding", choices=RegistryEncoding.values, default=RegistryEncoding.CP1251.value)
        give.add_argument("--since", type=_day, metavar="2017-08-01", help="first day of payment")
        give.add_argument("--until", type=_day, metavar="2017-08-31", help="last day of payment")
        give.add_argument("--only-online", action="store_true", help="payments made in the cabinet only")
        give.add_argument("--with-zero", action="store_true", help="accounts without a debt too")
        give.add_argument("--service-code", default="", help="code of the service at «Система Город»")
        give.add_argument("--directory", type=Path, default=Path(), help="where to write (default: here)")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            getattr(self, f"_{options['what']}")(options)
        except DomainError as error:
            self.stderr.write(error.message)
            raise SystemExit(1) from None

    def _import(self, options: dict[str, Any]) -> None:
        organization = self._organization(options)
        path: Path = options["file"]
        try:
            with path.open("rb") as stream:
                data = stream.read(LARGEST_FILE + 1)
        except OSError as error:
            self.stderr.write(f"Файл не читается: {path.name} ({error.strerror}).")
            raise SystemExit(2) from None
        layout = self._layout(organization, options["layout"])
        now = current_time()
        file = read_file(organization=organization, name=path.name, data=data, layout=layout, actor=ACTOR, now=now)
        if file.state == FileState.CREDITED:
            self.stdout.write(f"Этот файл уже зачислен: реестр № {file.pk}.")
            return
        if options["rehearse"]:
            self._show(file)
            take_back_file(file_id=file.pk, actor=ACTOR, reason="", now=now)
            self.stdout.write("Ничего не зачислено: это проверка.")
            return
        file = credit_file(file_id=file.pk, actor=ACTOR, now=now, confirmed=options["confirm"])
        self._show(file)
        self.stdout.write(f"Реестр № {file.pk}: зачислено {file.credited_count} на {say_rubles(file.credited_amount)}.")

    def _takeback(self, options: dict[str, Any]) -> None:
        if not RemittanceFile.objects.filter(pk=options["number"]).exists():
            raise DomainError("file_unknown", f"Реестра № {options['number']} нет.")
        file = take_back_file(file_id=options["number"], actor=ACTOR, reason=options["reason"], now=current_time())
        self.stdout.write(f"Реестр № {file.pk} отменён: его платежи сняты со счетов.")

    def _export(self, options: dict[str, Any]) -> None:
        now = current_time()
        wish = RegistryWish(
            kind=KINDS[options["kind"]],
            encoding=RegistryEncoding(options["encoding"]),
            since=options["since"],
            until=options["until"],
            only_online=options["only_online"],
            with_zero=options["with_zero"],
            service_code=options["service_code"],
        )
        organization = self._organization(options)
        today = local_day(now, organization.time_zone)
        registry = export_registry(organization=organization, wish=wish, today=today, actor=ACTOR, now=now)
        path = options["directory"] / registry.file_name
        path.write_bytes(registry.content)
        export = registry.export
        self.stdout.write(f"{path}: {export.rows_count} строк на {say_rubles(export.amount)}.")

    def _show(self, file: RemittanceFile) -> None:
        counts, sums = file.summary["counts"], file.summary["sums"]
        self.stdout.write(f"{file.file_name}: {file.format_name}, {file.encoding}, строк {file.rows_count}.")
        for state in RowState:
            if counts.get(state.value):
                amount = say_rubles(Money(sums.get(state.value, 0)))
                self.stdout.write(f"  {state.label}: {counts[state.value]} на {amount}")
        for name, meaning in file.summary.get("columns", []):
            self.stdout.write(f"  «{name}» — {meaning}")
        for it in file.summary.get("not_taken", []):
            self.stdout.write(f"  не взяты, {it['kind']}: {it['count']} на {say_rubles(Money(it['amount']))}")
        for note in (*file.summary["notes"], *file.summary.get("warnings", [])):
            self.stdout.write(f"  {note}")
        for row in file.summary["rows"][:SHOWN_ROWS]:
            self.stdout.write(f"  строка {row['line']}: {row['reason']}")

    def _organization(self, options: dict[str, Any]) -> ManagingOrganization:
        found = ManagingOrganization.objects.filter(slug=options["organization"]).first()
        if found is None:
            known = ", ".join(ManagingOrganization.objects.order_by("slug").values_list("slug", flat=True)) or "нет"
            self.stderr.write(f"Организации «{options['organization']}» нет. Есть: {known}.")
            raise SystemExit(2)
        return found

    def _layout(self, organization: ManagingOrganization, title: str) -> RemittanceLayout | None:
        if not title:
            return None
        layout = RemittanceLayout.objects.filter(organization=organization, title=title).first()
        if layout is None:
            raise DomainError("layout_unknown", f"Формата «{title}» у этой организации нет.")
        return layout


def _day(text: str) -> dt.date:
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is not a day such as 2017-08-01") from None
