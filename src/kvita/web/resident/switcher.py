"""The account switch: the same section of another billing account is one tap away."""

from collections.abc import Iterable, Mapping
from typing import Final

from django.urls import reverse

from kvita.accounts.models import AccountLink
from kvita.housing.enums import AccountKind
from kvita.payments.selectors import AmountDue
from kvita.web.ui.navigation import AccountOption

# Pages about a month open on the newest one: the other account may not have the same months.
SECTION_PAGES: Final = {
    "charges": "resident:charges_newest",
    "history": "resident:history",
    "payments": "resident:payments",
    "meters": "resident:meters",
    "account": "resident:account",
    "more": "resident:more",
}
KIND_NOTES: Final = {
    AccountKind.RENT: ("найм", "key"),
    AccountKind.CAPITAL_REPAIR: ("капитальный ремонт", "building"),
    AccountKind.OTHER: ("прочее", "home"),
}


def account_options(
    links: Iterable[AccountLink], *, current_id: int, section: str, dues: Mapping[int, AmountDue] | None = None
) -> list[AccountOption]:
    """Return the lines of the switch; `dues` by account, for pages that know what is due."""
    return [_option(link, current_id, SECTION_PAGES.get(section, "resident:home"), dues or {}) for link in links]


def _option(link: AccountLink, current_id: int, page: str, dues: Mapping[int, AmountDue]) -> AccountOption:
    account = link.account
    note, icon = KIND_NOTES.get(AccountKind(account.kind), ("", "home"))
    known = dues.get(account.pk)
    return AccountOption(
        number=account.full_number,
        address=account.premise.address,
        url=reverse(page, args=[account.pk]),
        is_current=account.pk == current_id,
        due=known.due if known is not None and known.statement is not None else None,
        note=note,
        icon=icon,
    )
