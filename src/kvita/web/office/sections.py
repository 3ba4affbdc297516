"""What the desk lists at its side: each section with the roles that may open it and what waits there."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from django.urls import reverse

from kvita.accounts import policies as accounts_policies
from kvita.accounts.selectors import waiting_applications
from kvita.housing import policies
from kvita.metering.policies.staff import may_take_readings
from kvita.metering.selectors.review import doubtful_count
from kvita.payments.policies import may_connect_banks, may_handle_payments
from kvita.payments.selectors import waiting_cases
from kvita.remittances.policies import may_keep_money
from kvita.remittances.selectors import count_waiting

Allows = Callable[[Iterable[str]], bool]
Waiting = Callable[[Sequence[int]], int]
"""How many things of these organisations (keys) wait for a decision: one query."""


@dataclass(frozen=True, slots=True)
class DeskSection:
    """A section: who may open it, and what counts the things that wait (None = nothing is counted)."""

    key: str
    label: str
    url_name: str
    icon: str
    allows: Allows
    waiting: Waiting | None = None


@dataclass(frozen=True, slots=True)
class DeskItem:
    """A section as the side shows it."""

    key: str
    label: str
    url: str
    icon: str
    count: int | None = None  # None = nothing is ever counted there


# In the order of the day's work. The last ones lead to reference data, which has the look of the back-office.
SECTIONS: Final[tuple[DeskSection, ...]] = (
    DeskSection("bank", "Реестры банков", "office:bank", "upload", may_keep_money),
    DeskSection("bank_queue", "Без счёта", "office:bank_queue", "help", may_keep_money, count_waiting),
    DeskSection("payments", "Онлайн-платежи", "office:payments", "card", may_handle_payments, waiting_cases),
    DeskSection("reconciliation", "Сверка", "office:reconciliation", "check", may_keep_money),
    DeskSection("connections", "Банки", "office:connections", "coin", may_connect_banks),
    DeskSection(
        "applications",
        "Регистрации",
        "office:applications",
        "users",
        accounts_policies.may_see_applications,
        waiting_applications,
    ),
    DeskSection("residents", "Жильцы", "office:residents", "user", accounts_policies.may_see_residents),
    DeskSection("locks", "Попытки и блокировки", "office:locks", "lock", accounts_policies.may_lift_locks),
    DeskSection("staff", "Сотрудники", "office:staff", "users", policies.may_manage_staff),
    DeskSection("codes", "Коды регистрации", "office:codes", "key", accounts_policies.may_issue_secrets),
    DeskSection("way_in", "Вход и регистрация", "office:way_in", "key", policies.may_work),
    DeskSection("readings", "Показания", "office:readings", "meter", may_take_readings, doubtful_count),
    DeskSection("import", "Загрузка данных", "office:import", "upload", policies.may_edit_reference),
    DeskSection("reference", "Справочники", "admin:index", "building", policies.may_work),
)


def desk_items(roles: Mapping[int, Iterable[str]], *, everywhere: Iterable[int] = ()) -> list[DeskItem]:
    """Return the sections open to a person with these roles by organisation, one query for each counted section.

    `everywhere` are the organisations of the administrator of the installation, to whom all sections are open.
    """
    all_of_them = list(everywhere)
    items = []
    for section in SECTIONS:
        allowed = all_of_them or [key for key, own in roles.items() if section.allows(own)]
        if not allowed:
            continue
        count = section.waiting(allowed) if section.waiting and allowed else None
        items.append(DeskItem(section.key, section.label, reverse(section.url_name), section.icon, count))
    return items
