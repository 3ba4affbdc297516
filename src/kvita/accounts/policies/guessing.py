"""What a guess at a proof is worth, and how many a portal bears: pure rules, the ground of docs/guessing.md.

A surname is no secret: one guess in a hundred is right when the commonest is tried at every number. So a portal as a
whole, and each surname, bears a few failed guesses a month; after them the number of the flat is asked as well,
and even with it a bounded number of tries is taken before the office has to look. Tries at numbers that nobody has do
not count, and a try that succeeds is taken back: a family that mistypes answers one more question at the most.
"""

import datetime as dt
from collections.abc import Collection, Mapping
from fractions import Fraction
from typing import Final

from kvita.housing.enums import ApprovalMode, LinkingProof
from kvita.identity.services import Limit

MONTH: Final = dt.timedelta(days=30)
FAILED_OF_PORTAL: Final = Limit(count=60, window=MONTH)  # then the flat is asked too
FAILED_OF_SURNAME: Final = Limit(count=10, window=MONTH)  # of one surname at one portal: then for it alone
TRIES_WITH_FLAT: Final = Limit(count=1200, window=MONTH)  # of one portal, failed; then the office
TRIES_OF_VISITOR: Final = Limit(count=100, window=MONTH)  # of these from one visitor, so that nobody uses up all

# The best that somebody can do who tries one value everywhere: the share of accounts for which it is right.
CHANCES: Final[Mapping[LinkingProof, Fraction]] = {
    LinkingProof.SURNAME: Fraction(1, 100),  # the commonest surname in one of its two forms, generously
    LinkingProof.FULL_NAME: Fraction(1, 5_000),
    LinkingProof.PREMISE_NUMBER: Fraction(1, 40),
    LinkingProof.CITY: Fraction(1),
    LinkingProof.ACCOUNT_KIND: Fraction(1),
    LinkingProof.ORGANIZATION: Fraction(1),
    LinkingProof.REGISTRATION_CODE: Fraction(1, 10**8),
    LinkingProof.ACCOUNT_PASSWORD: Fraction(1, 10**14),
}
SECRETS: Final = (LinkingProof.REGISTRATION_CODE, LinkingProof.ACCOUNT_PASSWORD)


def limits_of_guesses(*, portal_id: int, surname: str) -> dict[str, Limit]:
    """Return what a portal bears of tries without a secret and without a flat; `surname` is folded."""
    limits = {f"weak:{portal_id}": FAILED_OF_PORTAL}
    if surname:
        limits[f"surname:{portal_id}:{surname[:40]}"] = FAILED_OF_SURNAME
    return limits


def limits_with_flat(*, portal_id: int, visitor: str) -> tuple[dict[str, Limit], dict[str, Limit]]:
    """Return what a portal bears of tries that name the flat: from one visitor, and from all."""
    return {f"flat-of:{portal_id}:{visitor}": TRIES_OF_VISITOR}, {f"flat:{portal_id}": TRIES_WITH_FLAT}


def is_guessable(way: Collection[str]) -> bool:
    """Tell whether a way to prove asks for no secret at all."""
    return bool(way) and not any(secret in way for secret in SECRETS)


def with_flat(way: Collection[str]) -> list[str]:
    """Return the way with the number of the flat, if it may be guessed; a way with a secret as it is."""
    needs = is_guessable(way) and LinkingProof.PREMISE_NUMBER not in way
    return [*way, LinkingProof.PREMISE_NUMBER] if needs else [*way]


def chance(way: Collection[str]) -> Fraction:
    """Return how probable it is that one guess at this way is right."""
    product = Fraction(1)
    for proof in way:
        product *= CHANCES[LinkingProof(proof)]
    return product


def guesses_a_month(way: Collection[str], *, approval: str) -> tuple[int, int]:
    """Return how many failed guesses a portal takes in a month at this way as it is, and at it with the flat.

    Where the staff check every application nothing opens by a guess. A way with a secret has no bound of the portal:
    that of a number and of an address are enough (ten thousand numbers, thirty tries a day each).
    """
    if approval == ApprovalMode.STAFF or not way:
        return 0, 0
    if not is_guessable(way):
        return 10_000 * 30 * 30, 0
    if LinkingProof.PREMISE_NUMBER in way:
        return 0, TRIES_WITH_FLAT.count
    return FAILED_OF_PORTAL.count, TRIES_WITH_FLAT.count


def opened_a_month(way: Collection[str], *, approval: str) -> Fraction:
    """Return how many accounts that nobody has linked guessing opens in a month, from however many addresses."""
    plain, flat = guesses_a_month(way, approval=approval)
    return plain * chance(way) + flat * chance(with_flat(way))
