"""Accounts, services and months of a file of statements, a column at a time."""

import datetime as dt

import polars as pl

from kvita.accounts.models import BillingAccount
from kvita.billing.enums import PeriodState
from kvita.billing.models import BillingPeriod
from kvita.exchange.kinds.context import ImportContext
from kvita.exchange.kinds.finding import AccountFinder
from kvita.exchange.values import CellError
from kvita.exchange.values.columns import ColumnValues
from kvita.exchange.values.dates import parse_month
from kvita.exchange.values.texts import parse_code


class Accounts:
    """The accounts of the organisation as one table: code → id."""

    def __init__(self, organization_id: int, key: str) -> None:
        self._finder = AccountFinder(organization_id, key)
        accounts = BillingAccount.objects.filter(organization_id=organization_id)
        fields = ("payment_code",) if key == "code" else ("number", "letter_index")
        rows = accounts.values_list(*fields, "pk").iterator(chunk_size=20_000)
        codes, ids = [], []
        for *name, pk in rows:
            codes.append("".join(name))
            ids.append(pk)
        self._known = pl.DataFrame(
            {"code": pl.Series(codes, dtype=pl.String), "account_id": pl.Series(ids, dtype=pl.Int64)}
        )

    def find(self, texts: pl.Series) -> ColumnValues:
        """Return the ids; a code written otherwise than stored, or unknown, is looked up one by one."""
        asked = texts.str.strip_chars().alias("code").to_frame()
        ids = asked.join(self._known, on="code", how="left", maintain_order="left")["account_id"]
        if not ids.has_nulls():
            return ColumnValues(ids, {})
        found: dict[str, int | None] = {}
        errors: dict[str, CellError] = {}
        for text in texts.filter(ids.is_null()).unique(maintain_order=True).to_list():
            try:
                found[text] = self._find_one(text)
            except CellError as error:
                found[text], errors[text] = None, error
        slow = texts.replace_strict(list(found), list(found.values()), default=None, return_dtype=pl.Int64)
        return ColumnValues(ids.fill_null(slow), errors)

    def _find_one(self, text: str) -> int:
        if not text.strip():
            raise CellError("Ячейка пустая.", "Впишите номер счёта.")
        code = parse_code(text)
        found = self._finder.known({code}).get(code)
        if found is None:
            raise CellError(*self._finder.explain(code))
        return found


class Months:
    """The months that the file names; those that the organisation does not have yet are opened."""

    def __init__(self, context: ImportContext) -> None:
        self._context = context
        self._periods: dict[dt.date, BillingPeriod] = {}

    def find(self, text: str) -> str:
        """Return the first day of the month as ISO text. Raises `CellError`."""
        wanted = self._context.options.month
        if not text.strip():
            if wanted is None:
                raise CellError("Не указан месяц.", "Заполните столбец «Период» или добавьте --period 2017-08.")
            month = wanted
        else:
            month = parse_month(text).first_day
        if wanted is not None and month != wanted:
            raise CellError(f"Месяц не тот, что в --period {wanted:%Y-%m}.", "Исправьте месяц или --period.")
        self._open(month)
        return month.isoformat()

    def named(self, *states: PeriodState) -> list[dt.date]:
        """Return the months of the file in these states (in any state without them), oldest first."""
        return sorted(month for month, period in self._periods.items() if not states or period.state in states)

    def look_again(self) -> None:
        """Read the states of the months anew, now that they are locked."""
        found = BillingPeriod.objects.filter(organization=self._context.organization, month__in=self._periods)
        self._periods = {period.month: period for period in found}

    def _open(self, month: dt.date) -> None:
        if month in self._periods:
            return
        organization = self._context.organization
        period, is_new = BillingPeriod.objects.get_or_create(
            organization=organization, month=month, defaults={"pay_by": organization.settings.pay_by(month)}
        )
        if is_new:
            self._context.journal.created(BillingPeriod, [period.pk])
            self._context.report.created["месяцев"] += 1
        self._periods[month] = period
