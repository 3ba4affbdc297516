"""What the address and the form of a desk page say, read with limits: wrong values count as not given."""

import datetime as dt
from collections.abc import Iterable
from typing import Final

from django.http import Http404, QueryDict

from kvita.calc.period import Month
from kvita.core.errors import DomainError
from kvita.exchange.values import CellError
from kvita.exchange.values.dates import parse_day
from kvita.housing.models import ManagingOrganization
from kvita.web.office.access import DeskRequest
from kvita.web.requests import local_day

MOST_IDS: Final = 200


def number_of(text: str | None) -> int | None:
    """Return a key from an address, or None."""
    if text and text.isascii() and text.isdigit() and len(text) < 19:
        return int(text)
    return None


def numbers_of(texts: Iterable[str]) -> list[int]:
    """Return the keys among these texts, at most 200."""
    return [number for text in list(texts)[:MOST_IDS] if (number := number_of(text)) is not None]


def month_of(text: str | None) -> Month | None:
    """Return the month of `2017-08`, or None."""
    try:
        return Month.of(dt.date.fromisoformat(f"{text}-01"))
    except ValueError:
        return None


def day_of(text: str) -> dt.date | None:
    """Return the day in any form that imported tables may have; None for an empty text. Raises `DomainError`."""
    if not text.strip():
        return None
    try:
        return parse_day(text)
    except CellError as error:
        raise DomainError("day_wrong", f"{error.reason} {error.remedy}") from None


def chosen_organization(request: DeskRequest, asked: QueryDict) -> ManagingOrganization:
    """Return the organisation that the form names, the first of this person's where it names none.

    Raises `Http404` for one that is not theirs: what was meant for it must not land in another.
    """
    named = asked.get("organization", "").strip()
    if not named:
        return request.organizations[0]
    for organization in request.organizations:
        if organization.pk == number_of(named):
            return organization
    raise Http404


def today_at(request: DeskRequest, organization: ManagingOrganization) -> dt.date:
    """Return the organisation's day."""
    return local_day(request.now, organization.time_zone)
