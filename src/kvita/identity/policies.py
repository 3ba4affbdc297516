"""What a password and a login have to be, and what waits for the confirmation of the address."""

import ipaddress
from collections.abc import Collection
from dataclasses import dataclass
from typing import Final

from django.contrib.auth.password_validation import CommonPasswordValidator
from django.core.exceptions import ValidationError

from kvita.core.errors import DomainError
from kvita.core.wording import counted
from kvita.identity.models import User

UNKNOWN_VISITOR: Final = "unknown"
LONGEST_PASSWORD: Final = 256
SMS_COUNTER: Final = "sms:"  # how the key of a portal's counter begins
SMS_OF_PORTAL: Final = 500  # a day
LETTERS_WORTH_TELLING: Final = 2_000  # of one portal a day: not held back, for a letter costs nothing
_LOGIN_SIGNS: Final = "._-"
_common = CommonPasswordValidator()


@dataclass(frozen=True, slots=True)
class PasswordRules:
    """Lengths in characters (D6); `longest` None = no limit but that of the field."""

    shortest: int = 8
    longest: int | None = None

    @property
    def hint(self) -> str:
        """The rule in words, for the label of the field."""
        if self.longest:
            return f"От {self.shortest} до {self.longest} знаков"
        return f"Не короче {_signs(self.shortest)}"


def check_password(password: str, rules: PasswordRules, *, known: Collection[str | None] = ()) -> None:
    """Refuse a password that is too short, too long, among the 20,000 most common, or one of `known` (names, e-mail).

    Raises `DomainError` "password_short", "password_long", "password_common" or "password_known".
    """
    longest = rules.longest or LONGEST_PASSWORD
    if len(password) < rules.shortest:
        raise DomainError("password_short", f"Пароль короткий: нужно не меньше {_signs(rules.shortest)}.")
    if len(password) > longest:
        raise DomainError("password_long", f"Пароль длинный: можно не больше {_signs(longest)}.")
    folded = password.casefold()
    names = {part for name in known if name for part in (name.casefold(), name.casefold().partition("@")[0])}
    if folded in names:
        raise DomainError("password_known", "Пароль совпадает с почтой, логином или номером счёта. Придумайте другой.")
    try:
        _common.validate(password)
    except ValidationError:
        raise DomainError(
            "password_common", "Этот пароль слишком известный, его подберут первым. Придумайте другой."
        ) from None


def check_login(login: str) -> None:
    """Refuse a login that could be taken for an e-mail, a phone or the number of an account. Raises `DomainError`."""
    if not 3 <= len(login) <= 30:
        raise DomainError("login_length", "В логине должно быть от 3 до 30 знаков.")
    if not login[0].isalpha() or not all(sign.isalnum() or sign in _LOGIN_SIGNS for sign in login):
        raise DomainError(
            "login_signs", "Логин начинается с буквы. Дальше — буквы, цифры, точка, дефис или подчёркивание."
        )


def visitor_at(address: str | None) -> str:
    """Return whose tries are counted together: an IPv4 address, or the network of an IPv6 one (a home has a /64).

    The one name of a visitor in every counter; what has been named so already stays as it is.
    """
    try:
        network = ipaddress.ip_network(address or "", strict=False)
    except ValueError:
        return UNKNOWN_VISITOR
    if isinstance(network, ipaddress.IPv4Network):
        return str(network.network_address)
    if network.network_address.ipv4_mapped is not None:
        return str(network.network_address.ipv4_mapped)
    return str(ipaddress.IPv6Network((network.network_address, 64), strict=False))


def is_confirmed(user: User) -> bool:
    """Tell whether the user has proved an address, or did not have to."""
    return not user.confirmation_due


def _signs(count: int) -> str:
    return counted(count, "знака", "знаков", "знаков")
