"""An organisation with the accounts of the recorded bank files."""

from dataclasses import dataclass

import pytest

from kvita.accounts.models import BillingAccount
from kvita.housing.models import ManagingOrganization
from tests.factories import make_account, make_building, make_organization, make_premise


@dataclass(frozen=True, slots=True)
class House:
    """The organisation, and the three accounts of the samples."""

    organization: ManagingOrganization
    ivanova: BillingAccount
    sidorov: BillingAccount
    third: BillingAccount


@pytest.fixture
def house(db: None) -> House:
    """Accounts 910000419, 910000421 and 910000500."""
    organization = make_organization("test")
    building = make_building(organization, street="Пушкина", number="10", city="Тест")
    return House(
        organization=organization,
        ivanova=make_account(
            organization, "910000419", premise=make_premise(building, "5"), holder_name="Иванова Анна Петровна",
            unified_account_number="80KX478547",
        ),
        sidorov=make_account(
            organization, "910000421", premise=make_premise(building, "7"), holder_name="Сидоров Пётр"
        ),
        third=make_account(organization, "910000500"),
    )  # fmt: skip
