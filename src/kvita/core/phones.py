"""Russian phones as people write them (D11): every usual form is read, one form is stored, one is shown."""

from typing import Final

import phonenumbers
from phonenumbers import PhoneNumberType

from kvita.core.errors import DomainError

REGION: Final = "RU"
LONGEST: Final = 40
DIGITS: Final = 10  # without the country; the library would also take fourteen
EXAMPLE: Final = "8 987 123-45-67"
WRONG: Final = "В номере должно быть 10 цифр, не считая 8 или +7 впереди, например {example}. Проверьте цифры."
FOREIGN: Final = "Нужен российский номер: он начинается с 8 или +7. На другие номера SMS не приходят."
CITY: Final = "Это городской телефон, SMS на него не придёт. Напишите мобильный, он начинается с 8 9 или +7 9."


def parse_phone(text: str, *, mobile: bool = True, example: str = EXAMPLE) -> str:
    """Return the number as it is stored: `+79871234567`.

    Read are 8-987-123-45-67, +7 (987) 123 45 67, 7987…, and ten digits without the 8. With `mobile` a number
    known to be a city one is refused; `example` is the one that stands beside the
    field. Raises `DomainError` "phone_wrong", "phone_foreign", "phone_city".
    """
    number = _read(text.strip(), example)
    if number.country_code != phonenumbers.country_code_for_region(REGION) or _is_elsewhere(number):
        raise DomainError("phone_foreign", FOREIGN)
    digits = str(number.national_number)
    # Ten digits that begin with 8 and are no known number: the 8 of the country, and a digit is missing.
    is_short = digits.startswith("8") and not phonenumbers.is_valid_number(number)
    if number.extension or len(digits) != DIGITS or is_short:
        raise DomainError("phone_wrong", WRONG.format(example=example))
    if mobile and phonenumbers.number_type(number) == PhoneNumberType.FIXED_LINE:
        raise DomainError("phone_city", CITY)
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def stored_phone(text: str) -> str:
    """Return a phone of a database in stored form; empty when it is none, or none for SMS."""
    try:
        return parse_phone(text) if text.strip() else ""
    except DomainError:
        return ""


def say_phone(stored: str) -> str:
    """Return a stored number as people read it: `8 987 123-45-67`; what is no such number stays as it is."""
    if not (len(stored) == 12 and stored.startswith("+7")):
        return stored
    code, first, second, third = stored[2:5], stored[5:8], stored[8:10], stored[10:]
    return f"8 {code} {first}-{second}-{third}"


def hide_phone(stored: str) -> str:
    """Return a number of which only the end can be read, for pages that a stranger may open: `8 ··· ···-45-67`."""
    return f"8 ··· ···-{stored[-4:-2]}-{stored[-2:]}"


def _read(text: str, example: str) -> phonenumbers.PhoneNumber:
    if len(text) > LONGEST:
        raise DomainError("phone_wrong", WRONG.format(example=example))
    try:
        return phonenumbers.parse(text, REGION)
    except phonenumbers.NumberParseException as error:
        if error.error_type == phonenumbers.NumberParseException.INVALID_COUNTRY_CODE:
            raise DomainError("phone_foreign", FOREIGN) from None
        raise DomainError("phone_wrong", WRONG.format(example=example)) from None


def _is_elsewhere(number: phonenumbers.PhoneNumber) -> bool:
    """Tell whether a number of +7 is Kazakhstan's."""
    return phonenumbers.region_code_for_number(number) not in (REGION, None)
