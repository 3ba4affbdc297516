"""The words in which the demo is planned."""

from dataclasses import dataclass, field
from enum import Enum

from kvita.housing.enums import AccountKind
from kvita.tariffs.enums import ServiceKind


class Method(Enum):
    """How a line of the bill is made."""

    METERED = "METERED"  # what the meters of the resources counted, or the norm for each person
    HEAT_FOR_WATER = "HEAT_FOR_WATER"  # hot water times the heat for one cubic meter (two-component tariff)
    PERSONS = "PERSONS"  # a norm for each person
    AREA = "AREA"
    HEATING = "HEATING"  # area times the norm of the month, in Gcal
    HEATING_BY_AREA = "HEATING_BY_AREA"  # the same, with a price for a square meter that changes every month
    COMMON = "COMMON"  # a share of what the meter of the house counted and the flats did not
    FIXED = "FIXED"  # one unit a flat
    PENALTY = "PENALTY"
    IDLE = "IDLE"  # stands in the bill and is never charged


class Growth(Enum):
    """How the price of 2017 grew."""

    UTILITY = "UTILITY"  # set by the state: July, in 2026 January and October
    HOUSING = "HOUSING"  # set once a year, in January
    NONE = "NONE"


@dataclass(frozen=True, slots=True)
class ServicePlan:
    """A service: `price` is that of 1 July 2017; `factor` is a norm, a share or a volume, by the method."""

    name: str
    unit: str
    kind: ServiceKind
    method: Method
    price: str = "0"
    growth: Growth = Growth.UTILITY
    resources: tuple[str, ...] = ()
    factor: str = "1"
    supplier: str = ""
    payee: str = ""
    act: str = ""
    parts: tuple["ServicePlan", ...] = ()
    """What it consists of, each with a price of its own; `factor` is how much of it one unit of the service takes."""


@dataclass(frozen=True, slots=True)
class PayeePlan:
    """Who is paid; `digits` end the invented settlement account."""

    name: str
    inn: str
    bank: str
    bic: str
    account: str
    correspondent: str
    product_code: str = ""
    online: bool = True


@dataclass(frozen=True, slots=True)
class HousePlan:
    """A house: `floors` × `entrances` × the flats of a landing."""

    street: str
    number: str
    built: int
    floors: int
    entrances: int
    flats_on_landing: int = 3
    two_tariff: bool = False
    gas: bool = False


@dataclass(frozen=True, slots=True)
class OrganizationPlan:
    """An organisation with all that belongs to it. `first_account` is the number of its first flat's account."""

    slug: str
    name: str
    short_name: str
    inn: str
    kpp: str
    ogrn: str
    address: str
    phone: str
    emergency_phone: str
    email: str
    city: str
    region: str
    time_zone: str
    first_account: str
    houses: tuple[HousePlan, ...]
    services: tuple[ServicePlan, ...]
    payees: tuple[PayeePlan, ...]
    office_hours: str = "пн–пт 8:00–17:00"
    letter_index: str = ""
    account_kind: AccountKind = AccountKind.UTILITIES
    pay_places: tuple[str, ...] = ()
    phone_code: str = "9"
    households_seed: str = ""


@dataclass(frozen=True, slots=True)
class PortalPlan:
    """A portal: its preset has the same slug."""

    slug: str
    name: str
    support_phone: str
    support_hours: str
    support_email: str
    footer: str
    organizations: tuple[OrganizationPlan, ...] = field(default=())
    support_messenger: str = ""
