"""Check digits of Russian bank accounts and taxpayer numbers.

Plain predicates: a wrong check digit is a reason to warn and to ask, not always to
refuse, since even the sample of GOST R 56042-2014 has a taxpayer number that fails.
"""

from collections.abc import Sequence
from itertools import cycle
from typing import Final

_ACCOUNT_WEIGHTS: Final = (7, 1, 3)
_INN_WEIGHTS: Final = (3, 7, 2, 4, 10, 3, 5, 9, 4, 6, 8)

# The last three digits of the BIC of a cash settlement center of the Bank of Russia.
_CASH_CENTERS: Final = frozenset({"000", "001", "002"})


def is_valid_bic(bic: str) -> bool:
    """Nine digits; a BIC has no check digit."""
    return _is_digits(bic, 9)


def is_valid_settlement_account(bic: str, account: str) -> bool:
    """Whether the account's check digit fits the bank it is said to be in.

    Accounts in cash settlement centers of the Bank of Russia are checked by the number
    of the center, as correspondent accounts are.
    """
    if not is_valid_bic(bic) or not _is_digits(account, 20):
        return False
    if bic[6:] in _CASH_CENTERS:
        return _has_account_check_digit("0" + bic[4:6] + account)
    return _has_account_check_digit(bic[6:] + account)


def is_valid_correspondent_account(bic: str, account: str) -> bool:
    """Whether the correspondent account's check digit fits the bank's region."""
    if not is_valid_bic(bic) or not _is_digits(account, 20):
        return False
    return _has_account_check_digit("0" + bic[4:6] + account)


def is_valid_inn(inn: str) -> bool:
    """Whether a taxpayer number (10 digits of a company, 12 of a person) holds.

    The region 00 does not exist, though a number of zeros has the right check digit.
    """
    if inn.startswith("00"):
        return False
    if _is_digits(inn, 10):
        return _has_inn_check_digit(inn)
    return _is_digits(inn, 12) and _has_inn_check_digit(inn[:11]) and _has_inn_check_digit(inn)


def _is_digits(text: str, length: int) -> bool:
    return len(text) == length and text.isascii() and text.isdigit()


def _has_account_check_digit(digits: str) -> bool:
    weighted = zip(digits, cycle(_ACCOUNT_WEIGHTS), strict=False)
    return sum(int(digit) * weight for digit, weight in weighted) % 10 == 0


def _has_inn_check_digit(digits: str) -> bool:
    body, check = digits[:-1], int(digits[-1])
    weights: Sequence[int] = _INN_WEIGHTS[-len(body) :]
    weighted = zip(body, weights, strict=True)
    return sum(int(digit) * weight for digit, weight in weighted) % 11 % 10 == check
