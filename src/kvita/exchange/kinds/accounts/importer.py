"""Stores accounts with their buildings and premises."""

import json
from collections.abc import Sequence
from typing import Any, ClassVar, Final

from django.db import models

from kvita.accounts.models import BillingAccount
from kvita.exchange.kinds.accounts.columns import ACCOUNT_FIELDS, BUILDING_FIELDS, COLUMNS, PREMISE_FIELDS
from kvita.exchange.kinds.accounts.parsing import AccountRow, parse_row
from kvita.exchange.kinds.accounts.places import Buildings, Premises, differences, refuse_conflict
from kvita.exchange.kinds.context import ImportContext
from kvita.exchange.kinds.finding import account_key
from kvita.exchange.kinds.rows import Row, batches_of
from kvita.exchange.kinds.seen import Seen, SeenKeys
from kvita.exchange.readers import Chunk, Column
from kvita.housing.models import Building, Premise

_KEYS: Final = {
    name: {field: key for key, (field, _) in fields.items()}
    for name, fields in (("building", BUILDING_FIELDS), ("premise", PREMISE_FIELDS), ("account", ACCOUNT_FIELDS))
}


class AccountsImporter:
    """Imports accounts. What a file does not know it leaves as it is: an empty cell never erases."""

    columns: ClassVar[tuple[Column, ...]] = COLUMNS

    def __init__(self, context: ImportContext) -> None:
        self._context = context
        account_key(context.layout)
        self._organization_name = context.organization.name if "organization" in context.layout.indexes else ""
        self._buildings = Buildings(context)
        self._seen = SeenKeys("accounts")

    def take(self, chunk: Chunk) -> None:
        """Store the accounts of the chunk."""
        for batch in batches_of(chunk, self._context):
            self._take(batch)

    def finish(self) -> None:
        """Nothing needs the whole file."""

    def _take(self, batch: Sequence[Row]) -> None:
        parsed = [parse_row(row, organization_name=self._organization_name) for row in batch]
        rows = self._without_duplicates([row for row in parsed if row is not None])
        placed = [(row, building) for row in rows if (building := self._buildings.find_or_create(row))]
        premises = Premises(self._context, placed)
        complete = [(row, building, premises.get(building, row.premise)) for row, building in placed]
        writer = _Writer(self._context, self._seen, complete)
        for row, building, premise in complete:
            writer.take(row, building, premise)
        writer.store()
        for one in batch:
            self._context.report.problems.add_row(one.problems)

    def _without_duplicates(self, rows: Sequence[AccountRow]) -> list[AccountRow]:
        keys = {f"account {row.code}": row for row in reversed(rows)}
        before = self._seen.recall(list(keys))
        good = []
        for row in rows:
            key = f"account {row.code}"
            if key in before:
                row.row.refuse("code", f"Этот счёт уже есть в строке {before[key].line}.", "Оставьте одну строку.")
                continue
            before[key] = Seen(row.row.line)
            good.append(row)
        self._seen.remember({f"account {row.code}": Seen(row.row.line) for row in good})
        self._context.report.accounts += len(good)
        return good


class _Writer:
    """Compares one batch of rows with the database and writes the differences."""

    def __init__(
        self, context: ImportContext, seen: SeenKeys, rows: Sequence[tuple[AccountRow, Building, Premise]]
    ) -> None:
        self._context = context
        self._seen = seen
        places = {name for _, building, premise in rows for name in _place_names(building, premise)}
        self._said = seen.recall(sorted(places))
        accounts = BillingAccount.objects.filter(organization=context.organization)
        by_code = accounts.filter(payment_code__in=[row.code for row, _, _ in rows])
        by_number = accounts.filter(number__in=[row.number for row, _, _ in rows])
        self._by_code = {account.payment_code: account for account in by_code}
        self._by_number = {(account.number, account.letter_index): account for account in by_number}
        self._new: list[BillingAccount] = []
        self._changed: dict[models.Model, dict[str, Any]] = {}

    def take(self, row: AccountRow, building: Building, premise: Premise) -> None:
        """Note what this row changes."""
        parts = (("building", building, row.building_values), ("premise", premise, row.premise_values))
        changes = [self._compare(row, name, stored, values) for name, stored, values in parts]
        account = self._account(row)
        if row.row.problems:
            return
        for (_, stored, _), change in zip(parts, changes, strict=True):
            self._change(stored, change)
        counts = self._context.report.counts
        if account is None:
            self._create(row, premise)
            counts.new += 1
            return
        change = differences(account, {**row.account_values, "premise_id": premise.pk})
        self._change(account, change)
        if change or any(changes):
            counts.changed += 1
        else:
            counts.unchanged += 1

    def store(self) -> None:
        """Write what the rows have changed."""
        self._seen.remember(self._said)
        stored = BillingAccount.objects.bulk_create(self._new, batch_size=1_000)
        self._context.journal.created(BillingAccount, [account.pk for account in stored])
        for model in (Building, Premise, BillingAccount):
            self._update(model)

    def _update(self, model: type[models.Model]) -> None:
        changed = {one: values for one, values in self._changed.items() if isinstance(one, model)}
        fields = sorted({name.removesuffix("_id") for values in changed.values() for name in values})
        self._context.journal.keep(model, [one.pk for one in changed])
        if fields:
            model._default_manager.bulk_update(list(changed), fields, batch_size=500)

    def _account(self, row: AccountRow) -> BillingAccount | None:
        """Return the stored account of the row; refuse a number that another account has."""
        account = self._by_code.get(row.code)
        same_number = self._by_number.get((row.number, row.letter_index))
        if same_number is not None and same_number != account:
            if "code" not in self._context.layout.indexes:
                return same_number
            row.row.refuse(
                "number" if "number" in self._context.layout.indexes else "code",
                f"Номер {same_number} уже у счёта с платёжным кодом {same_number.payment_code}.",
                "Сверьте номер и платёжный код.",
            )
        return account

    def _create(self, row: AccountRow, premise: Premise) -> None:
        account = BillingAccount(
            organization=self._context.organization, premise=premise, number=row.number,
            letter_index=row.letter_index, payment_code=row.code, **row.account_values,
        )  # fmt: skip
        self._new.append(account)
        self._by_code[row.code] = self._by_number[row.number, row.letter_index] = account

    def _compare(self, row: AccountRow, name: str, stored: models.Model, values: dict[str, Any]) -> dict[str, Any]:
        """Return what the row changes in a building or premise; refuse when an earlier row said otherwise."""
        change = differences(stored, values)
        key = f"{name} {stored.pk}"
        seen = self._said.get(key) or Seen(row.row.line, note="{}")
        said: dict[str, int] = json.loads(seen.note)
        if conflict := [field for field in change if field in said]:
            keys = [_KEYS[name][field] for field in conflict]
            titles = [f"«{self._context.layout.titles[key]}»" for key in keys]
            what = "доме" if name == "building" else "помещении"
            refuse_conflict(row.row, titles, keys, what, said[conflict[0]])
            return {}
        said = {**dict.fromkeys(values, row.row.line), **said}
        self._said[key] = Seen(seen.line, note=json.dumps(said))
        return change

    def _change(self, stored: models.Model, change: dict[str, Any]) -> None:
        for name, value in change.items():
            setattr(stored, name, value)
        if change:
            self._changed.setdefault(stored, {}).update(change)


def _place_names(building: Building, premise: Premise) -> tuple[str, str]:
    return f"building {building.pk}", f"premise {premise.pk}"
