"""What every kind of import is given."""

import datetime as dt
from dataclasses import dataclass
from typing import Protocol

from kvita.billing.services import lock_months
from kvita.exchange.journal import Journal
from kvita.exchange.readers import Chunk, Layout
from kvita.exchange.reports import Report
from kvita.housing.models import ManagingOrganization


@dataclass(frozen=True, slots=True)
class ImportOptions:
    """What the person who imports decides.

    `month` is the first day of the month the file is for. `reason` is asked when published statements change.
    `replace`: what the file does not name any more is removed. `create_services`: services of the file that the
    organisation does not have are created.
    """

    month: dt.date | None = None
    reason: str = ""
    replace: bool = False
    create_services: bool = False


@dataclass(frozen=True, slots=True)
class ImportContext:
    """The import that is under way, inside its transaction."""

    organization: ManagingOrganization
    options: ImportOptions
    layout: Layout
    journal: Journal
    report: Report
    now: dt.datetime

    def hold_months(self) -> None:
        """Lock the months of the organisation before their states are looked at; a rehearsal only looks."""
        if not self.report.rehearsal:
            lock_months(organization_id=self.organization.pk)


class Importer(Protocol):
    """Takes the rows of one file and leaves them in the database."""

    def take(self, chunk: Chunk) -> None:
        """Take the next rows; what is wrong goes into the report."""

    def finish(self) -> None:
        """Do what needs the whole file."""
