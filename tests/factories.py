"""Rows for tests: each function stores one thing with plausible values, and satisfies the constraints of its table.

Money is given in roubles as text ("1537.15"), months as (year, month), so that a test reads like the bill it is about.
Everything a test relies on it names itself; what it does not name may change.
"""

import datetime as dt
import io
import itertools
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, TypeVar

from django.core.files.base import ContentFile
from PIL import Image

from kvita.accounts.enums import LinkState
from kvita.accounts.models import AccessApplication, AccountLink, BillingAccount
from kvita.billing.enums import VISIBLE_STATES, PeriodState, VolumeSource
from kvita.billing.models import Adjustment, BillingPeriod, CommonMeterShare, LinePart, Statement, StatementLine
from kvita.calc.balance import BalanceParts, arrears, credit_balance
from kvita.calc.money import Money
from kvita.housing.enums import SignInName, StaffRole
from kvita.housing.models import (
    Building,
    City,
    ManagingOrganization,
    OrganizationSettings,
    Payee,
    Portal,
    PortalSettings,
    Premise,
    StaffAssignment,
    Supplier,
)
from kvita.identity.models import STAFF_REALM, User
from kvita.metering.enums import ReadingSource, RegisterZone
from kvita.metering.models import Meter, Reading, ReadingPhoto, Register, SubmissionRule
from kvita.payments.enums import PaymentSource
from kvita.payments.models import Payment
from kvita.publications.models import Announcement
from kvita.tariffs.enums import ServiceKind
from kvita.tariffs.models import Norm, Rate, Service, Tariff

NOW = dt.datetime(2017, 9, 11, 9, 0, tzinfo=dt.UTC)
TODAY = dt.date(2017, 9, 11)
AUGUST = dt.date(2017, 8, 1)
PASSWORD = "ромашка-2017"

_serial = itertools.count(1)


def rub(text: str) -> Money:
    """Roubles as text: `rub("1537.15")`."""
    return Money.from_rubles(text)


def make_organization(slug: str = "solnechny", **fields: Any) -> ManagingOrganization:
    """An organisation with its settings; `settings__x=…` sets a setting."""
    settings = {name.removeprefix("settings__"): fields.pop(name) for name in list(fields) if "settings__" in name}
    values = {
        "name": f"ООО УК «{slug}»",
        "phone": "8 (843) 222-77-00",
        "office_hours": "пн–пт 8:00–17:00",
        "emergency_phone": "8 (843) 222-77-88",
    }
    organization = ManagingOrganization.objects.create(slug=slug, **(values | fields))
    OrganizationSettings.objects.create(organization=organization, **settings)
    return organization


def make_portal(slug: str = "innova", *, organizations: Sequence[ManagingOrganization] = (), **settings: Any) -> Portal:
    """A portal at `<slug>.localhost` with its settings; residents sign in by e-mail unless told otherwise."""
    portal = Portal.objects.create(
        slug=slug, name="Личный кабинет абонента", host=f"{slug}.localhost", support_phone="8 (843) 200-00-00"
    )
    portal.organizations.set(organizations)
    PortalSettings.objects.create(portal=portal, **({"sign_in_names": [SignInName.EMAIL]} | settings))
    return portal


def make_building(organization: ManagingOrganization, **fields: Any) -> Building:
    """A house; `city` by name."""
    city, _ = City.objects.get_or_create(name=fields.pop("city", "Казань"))
    values = {"street": "Гарифа Ахунова", "number": str(14 + next(_serial))} | fields
    return Building.objects.create(organization=organization, city=city, **values)


def make_premise(building: Building, number: str = "16", **fields: Any) -> Premise:
    """A flat."""
    return Premise.objects.create(building=building, number=number, **fields)


def make_account(
    organization: ManagingOrganization, number: str = "", *, premise: Premise | None = None, **fields: Any
) -> BillingAccount:
    """A billing account, in a house of its own unless `premise` is given."""
    number = number or str(700000 + next(_serial))
    return BillingAccount.objects.create(
        organization=organization,
        premise=premise or make_premise(make_building(organization)),
        number=number,
        **({"payment_code": number} | fields),
    )


def make_resident(portal: Portal, email: str = "", **fields: Any) -> User:
    """A resident of the portal's realm; the password is `PASSWORD`."""
    email = email or f"resident{next(_serial)}@example.ru"
    return User.objects.create_user(realm=portal.realm, email=email, **({"password": PASSWORD} | fields))


def make_staff(organization: ManagingOrganization, login: str = "", role: StaffRole = StaffRole.ACCOUNTANT) -> User:
    """A member of staff of one organisation."""
    login = login or f"staff{next(_serial)}"
    user = User.objects.create_user(realm=STAFF_REALM, login=login, password=PASSWORD, is_staff=True)
    StaffAssignment.objects.create(user=user, organization=organization, role=role)
    return user


def make_link(user: User, account: BillingAccount, state: LinkState = LinkState.ACTIVE) -> AccountLink:
    """A user's right to see an account."""
    return AccountLink.objects.create(user=user, account=account, state=state, created_at=NOW, activated_at=NOW)


def make_application(portal: Portal, account: BillingAccount, **fields: Any) -> AccessApplication:
    """An application for access that waits for the staff of the account's organisation."""
    values = {
        "number": account.full_number,
        "full_name": "Хасанова Алия Ренатовна",
        "phone": "+79172227788",
        "email": "alia@example.ru",
        "submitted_at": NOW,
        "state_since": NOW,
        "due_at": NOW + dt.timedelta(hours=72),
        "portal_number": AccessApplication.objects.filter(portal=portal).count() + 1,
    }
    return AccessApplication.objects.create(
        portal=portal, organization=account.organization, account=account, **(values | fields)
    )


def make_service(organization: ManagingOrganization, name: str = "Холодная вода", **fields: Any) -> Service:
    """A service of the organisation, the stored one when it exists; `supplier` by name."""
    if supplier := fields.pop("supplier", None):
        fields["supplier"] = Supplier.objects.get_or_create(organization=organization, name=supplier)[0]
    values = {"kind": ServiceKind.COLD_WATER, "unit": "куб.м"} | fields
    return Service.objects.get_or_create(organization=organization, name=name, defaults=values)[0]


def make_rate(
    service: Service, amount: str, valid_from: dt.date, valid_to: dt.date | None = None, title: str = ""
) -> Rate:
    """A price of the service with its act."""
    tariff, _ = Tariff.objects.get_or_create(service=service, title=title)
    return Rate.objects.create(tariff=tariff, amount=Decimal(amount), valid_from=valid_from, valid_to=valid_to)


def make_norm(service: Service, amount: str, building: Building | None = None, **fields: Any) -> Norm:
    """A norm of one person and month, since long ago unless told otherwise."""
    values = {"valid_from": dt.date(2012, 7, 1)} | fields
    return Norm.objects.create(service=service, building=building, amount=Decimal(amount), **values)


def make_rule(
    organization: ManagingOrganization,
    service: Service | None,
    from_day: int,
    to_day: int,
    building: Building | None = None,
) -> SubmissionRule:
    """Days of submission of a service, of a house, or of both."""
    return SubmissionRule.objects.create(
        organization=organization, service=service, building=building, from_day=from_day, to_day=to_day
    )


def make_period(
    organization: ManagingOrganization, month: dt.date = AUGUST, state: PeriodState = PeriodState.PUBLISHED
) -> BillingPeriod:
    """A month of the organisation, the stored one when it exists; to be paid by the 15th of the next."""
    pay_by = (month + dt.timedelta(days=32)).replace(day=15)
    published_at = NOW if state in VISIBLE_STATES else None
    period, _ = BillingPeriod.objects.get_or_create(
        organization=organization,
        month=month,
        defaults={"state": state, "pay_by": pay_by, "published_at": published_at},
    )
    return period


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a statement as a bill prints it: money in roubles, closing follows from the rest."""

    service: Service | str = "Холодная вода"
    opening: str = "0"
    charged: str = "0"
    adjusted: str = "0"
    shortfall: str = "0"
    paid: str = "0"
    volume: str = "0"
    rate: str = "0"
    unit: str = "куб.м"
    fields: dict[str, Any] = field(default_factory=dict)

    @property
    def parts(self) -> BalanceParts:
        """The money of the line."""
        texts = (self.opening, self.charged, self.adjusted, self.shortfall, self.paid)
        return BalanceParts(*(rub(text) for text in texts))


def make_statement(
    account: BillingAccount,
    month: dt.date = AUGUST,
    lines: Iterable[Line] = (Line(charged="100", volume="10", rate="10"),),
    *,
    state: PeriodState = PeriodState.PUBLISHED,
    **fields: Any,
) -> Statement:
    """A statement with its lines and period; totals are the sums of the lines."""
    rows = list(lines)
    is_closed = state in (PeriodState.CLOSED, PeriodState.CLOSING)
    period = make_period(account.organization, month, PeriodState.PUBLISHED if is_closed else state)
    with opened(period):
        statement = _store_statement(account, period, rows, fields)
    if is_closed:
        BillingPeriod.objects.filter(pk=period.pk).update(state=state)
    return statement


@contextmanager
def opened(period: BillingPeriod) -> Iterator[None]:
    """Let a test write into a published month what is to have stood there before it was published."""
    months = BillingPeriod.objects.filter(pk=period.pk)
    was_published = months.filter(state=PeriodState.PUBLISHED).update(state=PeriodState.OPEN)
    yield
    if was_published:
        months.update(state=PeriodState.PUBLISHED)


P = TypeVar("P", Adjustment, CommonMeterShare, LinePart, StatementLine)


def store_later(part: type[P], *, statement: Statement, **fields: Any) -> P:
    """Store one part more of a statement, as if it had stood there before the month was published."""
    with opened(statement.period):
        return part.objects.create(statement=statement, **fields)


def _store_statement(
    account: BillingAccount, period: BillingPeriod, rows: Sequence[Line], fields: dict[str, Any]
) -> Statement:
    closings = [row.parts.closing for row in rows]
    statement = Statement.objects.create(
        period=period,
        account=account,
        month=period.month,
        arrears=arrears(closings),
        credit=credit_balance(closings),
        **_columns(BalanceParts.total(row.parts for row in rows)),
        **({"created_at": NOW} | fields),
    )
    for position, row in enumerate(rows, start=1):
        service = row.service
        if isinstance(service, str):
            service = make_service(account.organization, service, unit=row.unit)
        StatementLine.objects.create(
            statement=statement,
            service=service,
            unit=row.unit,
            volume=Decimal(row.volume),
            rate=Decimal(row.rate),
            **_columns(row.parts),
            **({"position": position, "volume_source": VolumeSource.UNKNOWN} | row.fields),
        )
    return statement


def _columns(parts: BalanceParts) -> dict[str, Money]:
    names = ("opening", "charged", "adjusted", "shortfall", "paid", "closing")
    return {name: getattr(parts, name) for name in names}


def make_payment(account: BillingAccount, amount: str = "100", paid_on: dt.date = TODAY, **fields: Any) -> Payment:
    """An accepted payment, to be counted in the month of its day."""
    values = {
        "accounting_month": paid_on.replace(day=1),
        "source": PaymentSource.FILE,
        "external_key": f"test-{next(_serial)}",
        "created_at": NOW,
    }
    return Payment.objects.create(account=account, amount=rub(amount), paid_on=paid_on, **(values | fields))


def make_payee(organization: ManagingOrganization, **fields: Any) -> Payee:
    """The default payee, who accepts payments online."""
    values = {
        "name": organization.name,
        "inn": "1655000001",
        "settlement_account": "40702810000000000001",
        "bank_name": "АО «Пример-Банк»",
        "bic": "049205000",
        "correspondent_account": "30101810000000000001",
        "is_default": True,
        "accepts_online": True,
    }
    return Payee.objects.create(organization=organization, **(values | fields))


def make_register(
    account: BillingAccount,
    service: Service | None = None,
    *,
    meter: Meter | None = None,
    zone: RegisterZone = RegisterZone.SINGLE,
    **meter_fields: Any,
) -> Register:
    """A scale of a meter of the account; a meter of its own unless `meter` is given."""
    meter = meter or Meter.objects.create(
        organization=account.organization,
        account=account,
        **({"serial_number": f"{18851000 + next(_serial)}к"} | meter_fields),
    )
    return Register.objects.create(meter=meter, service=service or make_service(account.organization), zone=zone)


def make_reading(register: Register, value: str, taken_on: dt.date = TODAY, **fields: Any) -> Reading:
    """An accepted reading that counts for the month of its day."""
    values = {"month": taken_on.replace(day=1), "source": ReadingSource.CABINET, "received_at": NOW}
    return Reading.objects.create(register=register, value=Decimal(value), taken_on=taken_on, **(values | fields))


def make_photo(reading: Reading) -> ReadingPhoto:
    """A photo of the dial, of four grey pixels."""
    out = io.BytesIO()
    Image.new("RGB", (2, 2), "grey").save(out, "JPEG")
    photo = ReadingPhoto(reading=reading, width=2, height=2, size=out.tell(), created_at=NOW)
    photo.file.save(f"{next(_serial)}.jpg", ContentFile(out.getvalue()))
    return photo


def make_announcement(organization: ManagingOrganization, title: str, **fields: Any) -> Announcement:
    """An announcement to all buildings unless `buildings` are given."""
    buildings = fields.pop("buildings", ())
    announcement = Announcement.objects.create(
        organization=organization, title=title, **({"text": "Подробности.", "published_at": NOW} | fields)
    )
    announcement.buildings.set(buildings)
    return announcement
