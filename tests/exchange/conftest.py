"""An organisation to import into, and short ways to bring a file in."""

from pathlib import Path
from typing import Any

import pytest

from kvita.accounts.models import BillingAccount
from kvita.exchange.enums import ImportKind
from kvita.exchange.kinds import ImportOptions
from kvita.exchange.reports import Report
from kvita.exchange.services import import_file
from kvita.housing.models import ManagingOrganization
from tests.exchange.samples import ACTOR, Import, load_innova
from tests.factories import NOW, make_account, make_organization, make_service


@pytest.fixture
def organization(db: None) -> ManagingOrganization:
    return make_organization("innova", name="ООО УК «Солнечный город»")


@pytest.fixture
def bring(organization: ManagingOrganization, tmp_path: Path) -> Import:
    """`bring("payments", text_or_bytes_or_path, month=…, reason=…, rehearse=True)`."""

    def run(kind: str, content: str | bytes | Path, *, rehearse: bool = False, **options: Any) -> Report:
        path = content if isinstance(content, Path) else tmp_path / "file.csv"
        now = options.pop("now", NOW)
        if isinstance(content, str):
            path.write_text(content, encoding="utf-8", newline="")
        elif isinstance(content, bytes):
            path.write_bytes(content)
        return import_file(
            kind=ImportKind[kind.upper()],
            path=path,
            organization=options.pop("organization", organization),
            options=ImportOptions(**options),
            rehearse=rehearse,
            actor=ACTOR,
            now=now,
        )

    return run


@pytest.fixture
def innova(bring: Import) -> list[Report]:
    """The four files of the manual, loaded."""
    return load_innova(bring)


@pytest.fixture
def account(organization: ManagingOrganization) -> BillingAccount:
    return make_account(organization, "551412")


@pytest.fixture
def services(organization: ManagingOrganization) -> None:
    make_service(organization, "Холодная вода", unit="куб.м", position=10)
    make_service(organization, "Отопление", unit="кв.м", position=20)
