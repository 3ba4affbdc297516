"""The account card: fields of the flat and its house, unknown ones as words, services with prices."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from kvita.accounts.models import BillingAccount
from kvita.billing.models import LinePart, Statement
from kvita.billing.policies import bill_is_available
from kvita.billing.selectors import LineWithShare, lines_with_shares, payable_of, recent_statements
from kvita.calc.money import Money
from kvita.calc.period import Month
from kvita.core.phones import hide_phone, stored_phone
from kvita.housing.enums import CabinetText, HomePart
from kvita.tariffs.models import Rate
from kvita.tariffs.selectors import rates_on
from kvita.web.resident.access import AccountRequest, holds_account
from kvita.web.resident.presenters.wording import is_zero, kind_order, service_sign
from kvita.web.ui.formatting import NBSP, number, volume

MOST_BILLS = 12  # a year of bills is enough for «Главная», «История» has them all
# «Не указан» agrees with the gender of what is not given.
HE, SHE, IT = "Не указан", "Не указана", "Не указано"


@dataclass(frozen=True, slots=True)
class Fact:
    """A labelled value of the card."""

    label: str
    value: str
    is_known: bool
    phone: str = ""


def _fact(label: str, value: object, unknown: str, *, phone: str = "") -> Fact:
    text = "" if value is None else str(value).strip()
    return Fact(label, text or unknown, bool(text), phone if text else "")


def _area(label: str, value: Decimal | None) -> Fact:
    return _fact(label, None if value is None else f"{volume(value)}{NBSP}м²", SHE)


def _count(label: str, value: int | None) -> Fact:
    return _fact(label, None if value is None else number(value), IT)


def premise_facts(account: BillingAccount, *, holder: str, is_holder: bool) -> list[Fact]:
    """Return the fields of the flat; `holder` is what the portal calls the person of the account.

    Of the phone that the company knows only its holder reads all: who came in by a surname may be a neighbour.
    """
    phone = account.phone if is_holder else hide_known_phone(account.phone)
    premise, organization = account.premise, account.organization
    city = premise.building.city
    address = f"{city.name}, {premise.address}" if city is not None else premise.address
    return [
        _fact("Лицевой счёт", account.full_number, HE),
        _fact("Платежный код", account.payment_code, HE),
        _fact("Организация", organization.name, SHE),
        _fact(holder, account.holder_name, HE),
        _fact("Телефон", phone, HE, phone=account.phone if is_holder else ""),
        _fact("Адрес", address, HE),
        _fact("Подъезд", premise.entrance, HE),
        _fact("Этаж", premise.floor, HE),
        _count("Количество комнат", premise.rooms_count),
        _count("Количество жильцов", account.residents_count),
        _area("Общая площадь", premise.total_area),
        _area("Отапливаемая площадь", premise.heated_area),
        _area("Жилая площадь", premise.living_area),
    ]


def hide_known_phone(known: str) -> str:
    """Return the end of a phone of the company's database, for who sees the account without being its holder."""
    stored = stored_phone(known)
    if stored:
        return hide_phone(stored)
    return f"···{known.strip()[-2:]}" if known.strip() else ""


def building_facts(account: BillingAccount) -> list[Fact]:
    """Return the fields of the house."""
    building = account.premise.building
    return [
        _area("Площадь дома", building.total_area),
        _area("Отапливаемая площадь дома", building.heated_area),
        _area("Площадь МОП", building.common_area),
        _count("Количество квартир", building.premises_count),
    ]


@dataclass(frozen=True, slots=True)
class ServiceRow:
    """A service of the newest statement: who supplies it, at what price it was charged, by which act.

    `parts` are the prices of its components with their units, where it has no price of its own.
    """

    name: str
    kind: str
    sign: str
    supplier: str
    unit: str
    rate: Decimal | None
    act: str
    parts: tuple[LinePart, ...] = ()


def account_parts(request: AccountRequest, statement: Statement | None, parts: Collection[str]) -> dict[str, Any]:
    """Return what the pages show of an account: the card, its services, its bills by month, as `HomePart` names them.

    Asks the database for services and bills only, and only where they are wanted.
    """
    account, settings = request.account, request.portal.settings
    found: dict[str, Any] = {}
    if HomePart.ACCOUNT in parts:
        found["premise_facts"] = premise_facts(
            account, holder=settings.cabinet_text(CabinetText.HOLDER), is_holder=holds_account(request)
        )
        found["building_facts"] = building_facts(account)
    if HomePart.SERVICES in parts:
        lines = lines_with_shares([statement])[statement.pk] if statement is not None else []
        rates = rates_on([item.line.service_id for item in lines], statement.month) if statement is not None else {}
        found["services"] = service_rows(lines, rates)
        found["zero_services"] = len(lines) - len(found["services"])
    if HomePart.BILLS in parts:
        found["bills"] = _bills(account)
    return found


def _bills(account: BillingAccount) -> list[tuple[Month, Money]]:
    """Return the months whose bill may be opened with what each asks for, newest first (D13)."""
    depth = account.organization.settings.bill_archive_months
    limit = MOST_BILLS if depth is None else min(depth, MOST_BILLS)
    rows = recent_statements(account.pk, limit=limit)
    newest = Month.of(rows[0].month) if rows else None
    return [
        (Month.of(row.month), payable_of(account, row))
        for row in rows
        if newest is not None and bill_is_available(Month.of(row.month), newest=newest, archive_months=depth)
    ]


def service_rows(lines: Sequence[LineWithShare], rates: Mapping[int, Sequence[Rate]]) -> list[ServiceRow]:
    """Return the services with money in them, resources first.

    The price is that of the line: it made the charge. Where the bill gives none, it is the only one in force.
    """
    found = [item for item in lines if not is_zero(item.line)]
    found.sort(key=lambda item: kind_order(item.line.service.kind))
    return [_service_row(item, rates.get(item.line.service_id, ())) for item in found]


def _service_row(item: LineWithShare, rates: Sequence[Rate]) -> ServiceRow:
    line = item.line
    kind, sign = service_sign(line.service.kind)
    same = [rate for rate in rates if rate.amount == line.rate] or (list(rates) if not line.rate else [])
    used = same[0] if len(same) == 1 else None
    amount = line.rate or (used.amount if used is not None else None)
    supplier = line.service.supplier
    return ServiceRow(
        name=line.service.name,
        kind=kind,
        sign=sign,
        supplier=supplier.name if supplier is not None else "",
        unit=line.unit or line.service.unit,
        rate=amount,
        act=used.tariff.title if used is not None else "",
        parts=() if line.rate else item.parts,
    )
