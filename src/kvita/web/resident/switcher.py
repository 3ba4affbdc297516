"""The account switch: the same page of another billing account is one tap away, with its month where it has one."""

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from django.http import QueryDict
from django.urls import ResolverMatch, reverse

from kvita.accounts.models import AccountLink, BillingAccount
from kvita.billing.selectors import nearest_months
from kvita.calc.period import Month
from kvita.housing.enums import AccountKind
from kvita.metering.selectors import accounts_with_readings, last_window
from kvita.payments.selectors import AmountDue
from kvita.web.ui.navigation import AccountOption

# A thing belongs to one account: from its page the switch leads to where such things are begun or listed.
WITHOUT_THING: Final = {
    "resident:pay_result": "resident:pay",
    "resident:payment": "resident:payments",
    "resident:meters_history": "resident:meters",
}
# What was chosen on the page and means the same for another account.
KEPT_PARAMETERS: Final = ("from", "to")
KIND_NOTES: Final = {
    AccountKind.RENT: ("найм", "key"),
    AccountKind.CAPITAL_REPAIR: ("капитальный ремонт", "building"),
    AccountKind.OTHER: ("прочее", "home"),
}
UrlOf = Callable[[BillingAccount], str]


@dataclass(frozen=True, slots=True)
class OpenPage:
    """The page that is open: its route, the arguments of its address but for the account, what was chosen on it."""

    route: str
    arguments: Mapping[str, Any] = field(default_factory=dict)
    query: str = ""


def open_page(match: ResolverMatch | None, query: QueryDict) -> OpenPage:
    """Return the page of a request (none: the home page)."""
    if match is None:
        return OpenPage("resident:home")
    kept = QueryDict(mutable=True)
    for name in KEPT_PARAMETERS:
        if name in query:
            kept.setlist(name, query.getlist(name)[-1:])
    arguments = {name: value for name, value in match.kwargs.items() if name != "account_id"}
    return OpenPage(match.view_name, arguments, kept.urlencode())


def account_options(
    links: Iterable[AccountLink],
    page: OpenPage,
    *,
    current_id: int,
    today: dt.date,
    dues: Mapping[int, AmountDue] | None = None,
) -> list[AccountOption]:
    """Return the lines of the switch; `dues` by account, for pages that know what is due."""
    rows = list(links)
    return options_of(rows, current_id=current_id, url_of=same_page(page, rows, today=today), dues=dues)


def options_of(
    links: Iterable[AccountLink], *, current_id: int, url_of: UrlOf, dues: Mapping[int, AmountDue] | None = None
) -> list[AccountOption]:
    """Return the lines of the switch with addresses from `url_of`."""
    return [_option(link.account, current_id, url_of, dues or {}) for link in links]


def same_page(page: OpenPage, links: Iterable[AccountLink], *, today: dt.date) -> UrlOf:
    """Return what gives the address of the open page for another account; at most one query, on pages of a month.

    A page of a month that the other account does not have becomes that of its newest one.
    """
    accounts = [link.account for link in links]
    ids = [account.pk for account in accounts]
    month = page.arguments.get("month")
    if month is None or len(accounts) < 2:
        route = WITHOUT_THING.get(page.route, page.route)
        arguments = page.arguments if route == page.route else {}
        return lambda account: _url(route, account, arguments, page.query)
    if page.route == "resident:meters_month":
        known = accounts_with_readings(ids, month=month.first_day)
        known |= {account.pk for account in accounts if last_window(account, today=today).month == month}
        months = dict.fromkeys(known, month)
        return lambda account: _month_url(page, account, months, "resident:meters")
    months = nearest_months(ids, month)
    return lambda account: _month_url(page, account, months, "resident:charges_newest")


def _month_url(page: OpenPage, account: BillingAccount, months: Mapping[int, Month], without: str) -> str:
    if account.pk not in months:
        return _url(without, account, {}, "")
    return _url(page.route, account, {**page.arguments, "month": months[account.pk]}, page.query)


def _url(route: str, account: BillingAccount, arguments: Mapping[str, Any], query: str) -> str:
    address = reverse(route, kwargs={"account_id": account.pk, **arguments})
    return f"{address}?{query}" if query else address


def _option(account: BillingAccount, current_id: int, url_of: UrlOf, dues: Mapping[int, AmountDue]) -> AccountOption:
    note, icon = KIND_NOTES.get(AccountKind(account.kind), ("", "home"))
    known = dues.get(account.pk)
    return AccountOption(
        number=account.full_number,
        address=account.premise.address,
        url=url_of(account),
        is_current=account.pk == current_id,
        due=known.due if known is not None and known.statement is not None else None,
        note=note,
        icon=icon,
    )
