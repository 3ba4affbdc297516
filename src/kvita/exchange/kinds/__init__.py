"""One package or module for each kind of file: its columns, its rules, how its rows become rows of the database."""

from collections.abc import Callable

from kvita.exchange.enums import ImportKind
from kvita.exchange.kinds.accounts import AccountsImporter
from kvita.exchange.kinds.context import ImportContext, Importer, ImportOptions
from kvita.exchange.kinds.meters import MetersImporter
from kvita.exchange.kinds.payments import PaymentsImporter
from kvita.exchange.kinds.readings import CountedImporter, ReadingsImporter
from kvita.exchange.kinds.statements import StatementsImporter
from kvita.exchange.readers import Column

IMPORTERS: dict[ImportKind, Callable[[ImportContext], Importer]] = {
    ImportKind.ACCOUNTS: AccountsImporter,
    ImportKind.STATEMENTS: StatementsImporter,
    ImportKind.METERS: MetersImporter,
    ImportKind.READINGS: ReadingsImporter,
    ImportKind.COUNTED: CountedImporter,
    ImportKind.PAYMENTS: PaymentsImporter,
}
COLUMNS: dict[ImportKind, tuple[Column, ...]] = {
    ImportKind.ACCOUNTS: AccountsImporter.columns,
    ImportKind.STATEMENTS: StatementsImporter.columns,
    ImportKind.METERS: MetersImporter.columns,
    ImportKind.READINGS: ReadingsImporter.columns,
    ImportKind.COUNTED: CountedImporter.columns,
    ImportKind.PAYMENTS: PaymentsImporter.columns,
}

__all__ = ["COLUMNS", "IMPORTERS", "ImportContext", "ImportOptions", "Importer"]
