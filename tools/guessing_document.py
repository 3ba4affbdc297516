"""Writes docs/guessing.md from the limits and the presets: `python tools/guessing_document.py`.

A test compares the file with what this writes, so a limit that changes is told.
"""

import os
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path
from typing import Any, Final

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kvita.config.settings")
os.environ.setdefault("KVITA_SECRET_KEY", "a document needs no secret")
django.setup()

from kvita.accounts import policies  # noqa: E402 - after the set-up, as all that may read models
from kvita.accounts.policies import guessing  # noqa: E402 - the same
from kvita.accounts.services.applying.code import TRIES_OF_APPLICATION, TRIES_OF_APPLICATION_A_MONTH  # noqa: E402 - the same
from kvita.housing.enums import ApprovalMode, LinkingProof  # noqa: E402 - the same
from kvita.housing.models import PortalSettings  # noqa: E402 - the same
from kvita.housing.presets import PRESETS  # noqa: E402 - the same
from kvita.identity.services import Limit, tries_of_day, worn  # noqa: E402 - the same
from kvita.web.entry import limits  # noqa: E402 - the same

TARGET: Final = Path(__file__).resolve().parents[1] / "docs" / "guessing.md"
DAYS: Final = 30
HEAD: Final = """\
# What a proof is worth

Somebody who may try often enough gets in. This page says how often, for each preset, and how many of 10,000 accounts
that nobody has linked yet a guesser opens in a month: from one address, from one IPv6 network (a /64 counts as one
visitor everywhere), and from a thousand addresses at once. It is computed from the limits in `kvita.accounts.policies`
and from the presets, by `tools/guessing_document.py`; a test compares.

The guesser is taken to know all numbers and to try at each the value that is right most often: the commonest surname
(1 of 100), one flat of 40. A try at a number that nobody has is no guess and costs the portal nothing; a try that
succeeds is taken back.
"""

PASSWORDS: Final = """
## Passwords

After every lock a name has half the tries in twice the time, from one visitor and in one browser: 10 in 15 minutes, 5
in 30, 3 in an hour, in two, in four. A day after the first failure, or with the right password, it begins anew. Nobody
is kept waiting within a request; the page says how long it lasts, and that a letter lets in at once. What counts for
all visitors does not grow: else a stranger could lock a person out.
"""
PICTURE: Final = f"""
## The picture with digits

It is worth little: a few lines of code read 43 of 50 pictures and 44 of 50 sounds. A challenge answers once, right or
wrong, however many bring it at the same moment; one visitor gets {limits.CAPTCHA.count} pictures an hour. So it keeps
out programs that fill in every form they meet, and nobody who means this cabinet: that is what the limits are for
([ADR 14](adr/0014-limits-instead-of-proof-of-work.md))."""


def document() -> str:
    """Return the whole page."""
    parts = [HEAD, "## The ways to prove, by preset\n", *_ways()]
    parts += ["\n## The limits\n", *_limits(), "\n## Codes\n", *_codes(), PASSWORDS, *_passwords(), PICTURE]
    return "\n".join(parts) + "\n"


def _ways() -> Iterator[str]:
    yield "| preset | proof | right by a guess | guesses a month: one address, one /64 | a thousand | opened a month |"
    yield "|---|---|---|---|---|---|"
    for slug, preset in PRESETS.items():
        for way, approval in ways_of(preset.portal):
            one, many = tries(way, approval, visitors=1), tries(way, approval, visitors=1000)
            share = f"1 of {_number(1 / guessing.chance(way))}"
            proof = ", ".join(LinkingProof(proof).label for proof in way)
            opened = _decimal(guessing.opened_a_month(way, approval=approval))
            how = proof if approval == ApprovalMode.AUTOMATIC else f"{proof}, checked by staff"
            yield f"| `{slug}` | {how} | {share} | {_number(one)} | {_number(many)} | {opened} |"


def ways_of(portal: Any) -> Iterator[tuple[list[str], str]]:
    """Return the ways to prove of a preset, each with who lets in."""
    default = PortalSettings()
    approval = portal.get("approval_mode", default.approval_mode)
    for name in ("linking_proofs", "linking_alternative_proofs"):
        if way := portal.get(name, getattr(default, name)):
            yield way, approval


def tries(way: list[str], approval: str, *, visitors: int) -> int:
    """Return how many failed guesses so many visitors have in a month."""
    plain, flat = guessing.guesses_a_month(way, approval=approval)
    by_hour = policies.TRIES_OF_ADDRESS.count * 24 * DAYS
    if not guessing.is_guessable(way):
        return min(plain + flat, by_hour * visitors)
    return min(plain + min(flat, guessing.TRIES_OF_VISITOR.count * visitors), by_hour * visitors)


def _limits() -> Iterator[str]:
    yield "| what is counted | tries | within |"
    yield "|---|---|---|"
    for what, limit in (
        ("one visitor (IPv4 address or IPv6 /64)", policies.TRIES_OF_ADDRESS),
        ("one visitor, different numbers in vain", policies.NUMBERS_OF_ADDRESS),
        ("one user", policies.TRIES_OF_USER),
        ("one number", policies.TRIES_OF_NUMBER),
        ("one number, a day", policies.TRIES_OF_NUMBER_A_DAY),
        ("one portal, without a secret; then the flat is asked too", guessing.FAILED_OF_PORTAL),
        ("one surname at one portal; then the flat is asked for it", guessing.FAILED_OF_SURNAME),
        ("one portal, with the flat; then the office", guessing.TRIES_WITH_FLAT),
        ("one visitor of these", guessing.TRIES_OF_VISITOR),
    ):
        yield f"| {what} | {_number(limit.count)} | {_within(limit.window.total_seconds())} |"


def _codes() -> Iterator[str]:
    default = PortalSettings()
    yield "| preset | code of an application | tries a day, a month, from all addresses | right in a month |"
    yield "|---|---|---|---|"
    for slug, preset in PRESETS.items():
        if preset.portal.get("approval_mode", default.approval_mode) == ApprovalMode.STAFF:
            digits = preset.portal.get("confirmation_code_digits", default.confirmation_code_digits)
            month = Fraction(TRIES_OF_APPLICATION_A_MONTH.count, 10**digits)
            counts = f"{TRIES_OF_APPLICATION.count}, {TRIES_OF_APPLICATION_A_MONTH.count}"
            yield f"| `{slug}` | {digits} digits | {counts} | {_decimal(month * 100)} % |"


def _passwords() -> Iterator[str]:
    yield "| from where | to which names | passwords an hour | a day |"
    yield "|---|---|---|---|"
    pair, device = tries_of_day(limit=limits.BY_PAIR), tries_of_day(limit=limits.BY_DEVICE)
    yield f"| one visitor | one | {tries_within_hour(limits.BY_PAIR)} | {pair} |"
    yield f"| a browser that the person has used before | one | {tries_within_hour(limits.BY_DEVICE)} | {device} |"
    yield f"| all visitors | one | {limits.BY_PERSON.count} | {limits.BY_PERSON.count * 24} |"
    yield f"| one visitor | all | {limits.BY_ADDRESS.count} | {limits.BY_ADDRESS.count * 24:,} |"


def tries_within_hour(limit: Limit) -> int:
    """Return how many failures get through within the first hour."""
    failures, passed = 0, 0.0
    while passed < 3600:
        now = worn(limit=limit, failures=failures)
        failures, passed = failures + now.count, passed + now.window.total_seconds()
    return failures


def _within(seconds: float) -> str:
    hours = int(seconds) // 3600
    return "an hour" if hours == 1 else "a day" if hours == 24 else f"{hours // 24} days"


def _number(value: Fraction | int) -> str:
    return f"{int(value):,}"


def _decimal(value: Fraction) -> str:
    return f"{float(value):.3f}"


if __name__ == "__main__":
    TARGET.write_text(document(), encoding="utf-8")
