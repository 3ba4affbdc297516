"""The course of an import of statements: parse and stage, compare, write."""

from collections import Counter
from typing import ClassVar, Final, Protocol

import polars as pl

from kvita.billing.enums import CLOSED_STATES, PeriodState
from kvita.core.errors import DomainError
from kvita.core.wording import say_month, say_number, say_rubles
from kvita.exchange.kinds.context import ImportContext
from kvita.exchange.kinds.finding import account_key
from kvita.exchange.kinds.rows import note_ragged
from kvita.exchange.kinds.service_names import Services
from kvita.exchange.kinds.statements import comparing, part_checks
from kvita.exchange.kinds.statements.columns import COLUMNS, MONEY
from kvita.exchange.kinds.statements.discrepancies import find_discrepancies
from kvita.exchange.kinds.statements.lookups import Accounts, Months
from kvita.exchange.kinds.statements.parsing import Lookups, Parsed, parse_chunk
from kvita.exchange.kinds.statements.parts import parse_parts, split_parts
from kvita.exchange.kinds.statements.staging import PartStage, Stage
from kvita.exchange.kinds.statements.storing import change_in_place, create_statements
from kvita.exchange.kinds.statements.versions import create_versions
from kvita.exchange.readers import Chunk, Column, Layout
from kvita.exchange.reports import Problem
from kvita.exchange.values.texts import comparable

_SHOWN: Final = 20


class Parser(Protocol):
    """How rows of one sort are read."""

    def __call__(self, frame: pl.DataFrame, layout: Layout, lookups: Lookups, *, account_key: str) -> Parsed:
        """Return the good rows, and what is wrong with the others."""


class StatementsImporter:
    """Imports statements."""

    columns: ClassVar[tuple[Column, ...]] = COLUMNS

    def __init__(self, context: ImportContext) -> None:
        self._context = context
        self._account_key = account_key(context.layout)
        self._services = Services(context)
        self._months = Months(context)
        accounts = Accounts(context.organization.pk, self._account_key)
        self._lookups = Lookups(
            account=accounts.find,
            service=lambda name, unit: self._services.find(name, unit).pk,
            month=self._months.find,
        )
        self._stage = Stage()
        self._parts = PartStage()
        self._units: set[tuple[int, str]] = set()

    def take(self, chunk: Chunk) -> None:
        """Read the rows of the chunk and stage the good ones."""
        note_ragged(chunk, self._context)
        if chunk.frame.is_empty():
            return
        lines, parts = split_parts(chunk.frame)
        self._units.update(
            self._load(parse_chunk, lines, self._stage).select("service_id", "unit").unique().iter_rows()
        )
        if not parts.is_empty():
            self._load(parse_parts, parts, self._parts)

    def _load(self, parse: Parser, frame: pl.DataFrame, stage: Stage | PartStage) -> pl.DataFrame:
        """Read rows, tell what is wrong with them, stage the good ones and return these."""
        parsed = parse(frame, self._context.layout, self._lookups, account_key=self._account_key)
        for problems in parsed.problems:
            self._context.report.problems.add_row(problems)
        stage.load(parsed.good)
        return parsed.good

    def finish(self) -> None:
        """Compare the staged rows with the database and write the differences, unless a row is wrong."""
        self._stage.settle()
        self._parts.settle()
        self._context.hold_months()
        self._months.look_again()
        report, organization = self._context.report, self._context.organization
        for line, first in comparing.duplicates():
            title = self._context.layout.titles["service"]
            reason = f"Эта услуга этого счёта уже есть в строке {first}."
            report.problems.add_row([Problem(line, title, "", reason, "Оставьте одну строку.")])
        for line in comparing.contradictions():
            reason = "В строках одной квитанции разные номера документа или сроки действия."
            report.problems.add_row([Problem(line, "", "", reason, "Оставьте во всех её строках одно и то же.")])
        self._check_parts()
        report.months = self._months.named()
        report.accounts = comparing.count_accounts()
        is_known = comparing.has_statements(report.months, organization.pk)
        self._count(is_known=is_known)
        self._warn()
        self._warn_of_parts(is_known=is_known)
        self._check_months()
        if not (report.rehearsal or report.problems or report.changes_nothing):
            self._store(is_known=is_known)

    def _check_parts(self) -> None:
        """Refuse components that stand twice or whose line is missing (told only where no other row is wrong)."""
        if not self._parts.rows:
            return
        problems, titles = self._context.report.problems, self._context.layout.titles
        for line, first in part_checks.repeated_parts():
            reason = f"Эта составляющая этой услуги уже есть в строке {first}."
            problems.add_row([Problem(line, titles["service"], "", reason, "Оставьте одну строку.")])
        if problems:
            return
        for line, service in part_checks.parts_without_line():
            reason = f"Строки самой услуги «{service}» этого счёта за этот месяц в файле нет."
            remedy = "Добавьте её: начислено и сальдо пишут в ней, а составляющие — под ней."
            problems.add_row([Problem(line, titles["part_of"], service, reason, remedy)])

    def _count(self, *, is_known: bool) -> None:
        report, options = self._context.report, self._context.options
        titles = {name: self._context.layout.titles.get(name, name) for name in MONEY}
        sums = comparing.staged_sums()
        named = {name for name in MONEY if name in self._context.layout.titles}
        report.sums.file = Counter({titles[name]: sums[name] for name in MONEY if name in named})
        if not is_known:
            report.counts.new = self._stage.rows
            report.sums.delta = Counter(report.sums.file)
            return
        comparing.compare()
        if self._parts.rows:
            part_checks.mark_news()
        fates = comparing.count_fates()
        counts = report.counts
        counts.new, counts.changed = fates.get("new", 0), fates.get("changed", 0)
        counts.unchanged = fates.get("unchanged", 0)
        vanishing = comparing.vanishing(report.months)
        counts.vanishing = comparing.count_vanishing()
        delta = comparing.differences() if counts.new or counts.changed else dict.fromkeys(MONEY, 0)
        if options.replace and counts.vanishing:
            counts.changed += counts.vanishing
            gone = comparing.sums_of_lines(vanishing, report.months)
            delta = {name: delta[name] - gone[name] for name in MONEY}
        report.sums.delta = Counter({titles[name]: delta[name] for name in MONEY if name in named})

    def _warn(self) -> None:
        report = self._context.report
        for service_id, unit in sorted(self._units):
            service = self._services.get(service_id)
            if unit and service.unit and comparable(unit) != comparable(service.unit):
                report.warn(f"«{service.name}»: в файле единица «{unit}», в справочнике «{service.unit}».")
        if report.counts.vanishing:
            fate = "исчезнут" if self._context.options.replace else "останутся; чтобы убрать их, добавьте --replace"
            report.warn(f"Строк, которые есть в базе и которых нет в файле: {report.counts.vanishing}. Они {fate}.")
        for month in report.months:
            count, first = find_discrepancies(month, limit=_SHOWN)
            if count:
                report.warn(f"Входящее сальдо не равно исходящему прошлого месяца: {say_number(count)} строк.")
            for one in first:
                difference = say_rubles(one.opening - one.closing)
                report.warn(
                    f"  счёт {one.account}, «{one.service}»: было {say_rubles(one.closing)}, разница {difference}"
                )

    def _warn_of_parts(self, *, is_known: bool) -> None:
        """Tell of components that make another sum than their line, and of stored ones that no longer hold."""
        report = self._context.report
        if self._parts.rows:
            count, first = part_checks.gaps(limit=_SHOWN)
            if count:
                report.warn(f"Составляющие в сумме не равны начисленному по услуге: {say_number(count)} строк.")
            for one in first:
                report.warn(
                    f"  счёт {one.account}, «{one.service}»: начислено {say_rubles(one.charged)}, "
                    f"составляющие {say_rubles(one.parts)}, разница {say_rubles(one.charged - one.parts)}"
                )
        if is_known and (outdated := part_checks.count_outdated()):
            report.warn(
                f"Строк с новой суммой, у которых файл не назвал составляющих: {say_number(outdated)}. "
                "Прежние составляющие у них убраны."
            )

    def _check_months(self) -> None:
        """Refuse changes of a closed month, and of a published one without a reason."""
        report, options = self._context.report, self._context.options
        if report.changes_nothing:
            return
        if closed := self._months.named(*CLOSED_STATES):
            raise DomainError(
                "period_closed",
                f"Месяц {say_month(closed[0])} закрыт, в нём ничего не меняется. "
                "Исправление проведите перерасчётом в открытом месяце.",
            )
        if (published := self._months.named(PeriodState.PUBLISHED)) and not options.reason:
            text = f"Месяц {say_month(published[0])} опубликован: жильцы увидят исправленные квитанции."
            if not report.rehearsal:
                raise DomainError("reason_missing", f"{text} Напишите, почему: --reason «…».")
            report.warn(f"{text} Для загрузки добавьте причину: --reason «…».")

    def _store(self, *, is_known: bool) -> None:
        context = self._context
        if is_known:
            published = self._months.named(PeriodState.PUBLISHED)
            create_versions(
                context.journal, published, replace=context.options.replace, reason=context.options.reason,
                now=context.now,
            )  # fmt: skip
            change_in_place(context.journal, self._months.named(PeriodState.OPEN), replace=context.options.replace)
        create_statements(
            context.journal, context.organization.pk, context.now, compared=is_known, reason=context.options.reason
        )
