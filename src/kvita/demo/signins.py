"""Who can sign in to the demo, and with what: the same people every time."""

from dataclasses import dataclass
from enum import Enum
from typing import Final

from kvita.demo.life.homes import Payer
from kvita.demo.life.people import Person
from kvita.housing.enums import StaffRole

PASSWORD: Final = "demo-kvita"  # noqa: S105 - of invented people, shown to everybody


class Situation(Enum):
    """What the sign-in is there to show."""

    DUE = "к оплате есть сумма"
    SETTLED = "всё оплачено"
    OVERPAID = "переплата"
    DEBT = "долг за несколько месяцев"
    PRINTED = "таблицы из руководства"


@dataclass(frozen=True, slots=True)
class AccountSpec:
    """An account of the sign-in: its organisation, number and what it shows."""

    organization: str
    number: str
    situation: Situation

    @property
    def payer(self) -> Payer:
        """The habit that makes the situation."""
        return {Situation.OVERPAID: Payer.AHEAD, Situation.DEBT: Payer.DEBTOR}.get(self.situation, Payer.PUNCTUAL)

    @property
    def has_paid(self) -> bool:
        """Whether the newest bill is paid by today."""
        return self.situation in (Situation.SETTLED, Situation.OVERPAID)


@dataclass(frozen=True, slots=True)
class ResidentSpec:
    """A resident: by what they sign in (`login`), who they are, which accounts they have."""

    portal: str
    login: str
    person: Person
    accounts: tuple[AccountSpec, ...]
    email: str
    user_login: str | None = None

    @property
    def username(self) -> str:
        """The inner name of the user."""
        return f"demo-{self.portal}-{self.login}"


@dataclass(frozen=True, slots=True)
class StaffSpec:
    """A member of staff, shown with one portal; an administrator has all rights everywhere."""

    portal: str
    login: str
    person: Person
    role: StaffRole = StaffRole.ACCOUNTANT
    is_administrator: bool = False

    @property
    def username(self) -> str:
        """The inner name of the user."""
        return f"demo-staff-{self.login}"


def _person(text: str) -> Person:
    return Person(*text.split())


def _resident(
    portal: str, login: str, name: str, *accounts: tuple[str, str, Situation], email: str = "", user_login: str = ""
) -> ResidentSpec:
    return ResidentSpec(
        portal=portal,
        login=login,
        person=_person(name),
        accounts=tuple(AccountSpec(*account) for account in accounts),
        email=email or (login if "@" in login else f"{login}.{portal}@example.com"),
        user_login=user_login or None,
    )


S = Situation
RESIDENTS: Final = (
    _resident(
        "ugra",
        "mezentseva@example.com",
        "Мезенцева Ольга Павловна",
        ("ugra-service", "20004506", S.DUE),
        ("ugra-rent", "10004506", S.SETTLED),
    ),
    _resident("ugra", "zimin@example.com", "Зимин Павел Юрьевич", ("ugra-service", "20004511", S.SETTLED)),
    _resident("ugra", "lykova@example.com", "Лыкова Дарья Сергеевна", ("ugra-service", "20004519", S.OVERPAID)),
    _resident("ugra", "dronov@example.com", "Дронов Кирилл Андреевич", ("ugra-rent", "10004524", S.DEBT)),
    _resident(
        "tszh",
        "ryabinina",
        "Рябинина Наталья Викторовна",
        ("lipovaya", "0200406", S.DUE),
        ("gorodskoy-dom", "0310107", S.SETTLED),
        user_login="ryabinina",
    ),
    _resident(
        "tszh", "skvortsov", "Скворцов Михаил Петрович", ("lipovaya", "0200413", S.SETTLED), user_login="skvortsov"
    ),
    _resident("tszh", "yudina", "Юдина Вера Ивановна", ("lipovaya", "0200427", S.OVERPAID), user_login="yudina"),
    _resident("tszh", "agapov", "Агапов Денис Борисович", ("gorodskoy-dom", "0310115", S.DEBT), user_login="agapov"),
    _resident(
        "uk",
        "1000123408",
        "Калинина Елена Александровна",
        ("novy-dvor", "1000123408", S.DUE),
        ("novy-dvor", "1000123445", S.SETTLED),
        email="kalinina@example.com",
        user_login="kalinina",
    ),
    _resident("uk", "1000123412", "Нечаев Степан Николаевич", ("novy-dvor", "1000123412", S.SETTLED)),
    _resident("uk", "1000123417", "Тихомирова Тамара Петровна", ("novy-dvor", "1000123417", S.OVERPAID)),
    _resident("uk", "1000123423", "Хлебников Олег Дмитриевич", ("novy-dvor", "1000123423", S.DEBT)),
    _resident(
        "uigkh",
        "120307",
        "Ситникова Лариса Геннадьевна",
        ("ui-gkh", "120307", S.DUE),
        ("ui-gkh", "120341", S.SETTLED),
        email="sitnikova@example.com",
    ),
    _resident("uigkh", "120312", "Гусельников Юрий Иванович", ("ui-gkh", "120312", S.SETTLED)),
    _resident("uigkh", "120318", "Шестакова Зинаида Михайловна", ("ui-gkh", "120318", S.OVERPAID)),
    _resident("uigkh", "120325", "Батурин Глеб Алексеевич", ("ui-gkh", "120325", S.DEBT)),
    _resident(
        "innova",
        "hasanova@example.com",
        "Хасанова Жизель Ильдаровна",
        ("solnechny", "551412", S.PRINTED),
        ("solnechny", "551507", S.SETTLED),
    ),
    _resident("innova", "ivanov@example.com", "Иванов Иван Иванович", ("solnechny", "660020", S.PRINTED)),
    _resident("innova", "karimova@example.com", "Каримова Алия Маратовна", ("solnechny", "551513", S.DUE)),
    _resident("innova", "zagidullin@example.com", "Загидуллин Рустам Маратович", ("solnechny", "551520", S.OVERPAID)),
    _resident("innova", "lisitsyn@example.com", "Лисицын Артём Викторович", ("kazan21", "770109", S.DEBT)),
)
STAFF: Final = (
    StaffSpec("ugra", "buh-ugra", _person("Осокина Инна Борисовна")),
    StaffSpec("ugra", "registrar-ugra", _person("Пушкарёва Анна Сергеевна"), StaffRole.REGISTRAR),
    StaffSpec("tszh", "buh-tszh", _person("Саломатина Ирина Юрьевна")),
    StaffSpec("tszh", "registrar-tszh", _person("Кочетова Нина Павловна"), StaffRole.REGISTRAR),
    StaffSpec("uk", "buh-uk", _person("Терентьева Галина Петровна")),
    StaffSpec("uk", "director-uk", _person("Ведерников Роман Аркадьевич"), StaffRole.DIRECTOR),
    StaffSpec("uk", "registrar-uk", _person("Лаптева Светлана Игоревна"), StaffRole.REGISTRAR),
    StaffSpec("uk", "dispatcher-uk", _person("Мухина Юлия Олеговна"), StaffRole.DISPATCHER),
    StaffSpec("uigkh", "buh-uigkh", _person("Веретенникова Ольга Дмитриевна")),
    StaffSpec("uigkh", "registrar-uigkh", _person("Зуева Тамара Львовна"), StaffRole.REGISTRAR),
    StaffSpec("innova", "buh-innova", _person("Садыкова Гульнара Рустамовна")),
    StaffSpec("innova", "registrar-innova", _person("Гильманова Резеда Фаритовна"), StaffRole.REGISTRAR),
    StaffSpec("innova", "dispatcher-innova", _person("Сафин Ильнур Маратович"), StaffRole.DISPATCHER),
    StaffSpec("innova", "director-innova", _person("Мингазов Айдар Рашитович"), StaffRole.DIRECTOR),
    StaffSpec(
        "innova", "admin", _person("Устинов Андрей Владимирович"), StaffRole.ADMINISTRATOR, is_administrator=True
    ),
)


def specs_of(organization: str) -> list[tuple[AccountSpec, ResidentSpec]]:
    """Return the accounts of one organisation that belong to sign-ins."""
    return [
        (account, resident)
        for resident in RESIDENTS
        for account in resident.accounts
        if account.organization == organization
    ]
