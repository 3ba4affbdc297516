"""Codes and counters under many at once: a code works once, counters lose nothing, a registration has one winner."""

import datetime as dt

import pytest

from kvita.core.errors import DomainError
from kvita.identity.enums import CodePurpose, ThrottleScope
from kvita.identity.models import ConfirmationCode, Throttle, User
from kvita.identity.services import HOUR, CodeRules, Limit, hit, issue_code, redeem_code, register_user
from kvita.notifications.enums import Channel
from tests.concurrency.at_once import all_at_once
from tests.factories import NOW

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]

RULES = CodeRules(lifetime=dt.timedelta(minutes=10), digits=6)


def outcome(act: object) -> str:
    assert callable(act)
    try:
        act()
    except DomainError as error:
        return error.code
    return "done"


def issue() -> tuple[ConfirmationCode, str]:
    issued = issue_code(
        realm="ugra",
        purpose=CodePurpose.CONFIRM_PHONE,
        channel=Channel.SMS,
        address="+79871234567",
        rules=RULES,
        now=NOW,
    )
    return issued.code, issued.secret


def redeem(code: ConfirmationCode, secret: str) -> str:
    return outcome(
        lambda: redeem_code(
            realm="ugra", purpose=CodePurpose(code.purpose), public_id=code.public_id, secret=secret, now=NOW
        )
    )


def test_a_code_typed_by_ten_at_once_works_once() -> None:
    code, secret = issue()
    outcomes = all_at_once(10, lambda _: redeem(code, secret))
    assert sorted(outcomes) == ["code_spent"] * 9 + ["done"]


def test_twenty_guesses_at_once_are_five_tries() -> None:
    code, secret = issue()
    wrong = f"{(int(secret) + 1) % 10**6:06}"
    outcomes = all_at_once(20, lambda _: redeem(code, wrong))
    assert outcomes.count("code_wrong") == 4
    code.refresh_from_db()
    assert code.tries_left == 0


def test_a_code_asked_for_by_ten_at_once_is_sent_once() -> None:
    outcomes = all_at_once(10, lambda _: outcome(issue))
    assert sorted(outcomes) == ["code_too_soon"] * 9 + ["done"]
    assert ConfirmationCode.objects.count() == 1


def test_counters_lose_no_try() -> None:
    assert _tries_at_once({"ip:203.0.113.7": Limit(1000, HOUR), "user:1": Limit(1000, HOUR)}) == 60
    assert set(Throttle.objects.values_list("count", flat=True)) == {60}


def test_counters_let_exactly_the_limit_through() -> None:
    assert _tries_at_once({"ip:203.0.113.7": Limit(1000, HOUR), "user:1": Limit(15, HOUR)}) == 15


def _tries_at_once(limits: dict[str, Limit]) -> int:
    """Try five times in each of twelve threads; return how many tries were let through."""

    def tries(_: int) -> int:
        return [outcome(lambda: hit(scope=ThrottleScope.SIGN_IN, limits=limits, now=NOW)) for _ in range(5)].count(
            "done"
        )

    return sum(all_at_once(12, tries))


def test_an_address_registered_by_eight_at_once_is_one_user() -> None:
    def register(number: int) -> str:
        return outcome(
            lambda: register_user(
                realm="ugra", email="anna@example.ru", password_hash=f"!{number}", needs_confirmation=False, now=NOW
            )
        )

    assert sorted(all_at_once(8, register)) == ["done", *["email_taken"] * 7]
    assert User.objects.count() == 1
