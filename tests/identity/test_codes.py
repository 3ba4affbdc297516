"""Codes work once, for a while, for those who know them, and can be asked for again."""

import datetime as dt
import uuid

import pytest
from django.db import connection

from kvita.core.errors import DomainError
from kvita.identity.enums import CodePurpose
from kvita.identity.models import ConfirmationCode, User
from kvita.identity.services import CodeRules, IssuedCode, issue_code, peek_token, redeem_code, redeem_token
from kvita.notifications.enums import Channel
from tests.factories import NOW

pytestmark = pytest.mark.django_db

MINUTES = dt.timedelta(minutes=1)
SMS = CodeRules(lifetime=10 * MINUTES, digits=4)
LINK = CodeRules(lifetime=dt.timedelta(hours=24))
PURPOSE = CodePurpose.CONFIRM_EMAIL


def issue(
    rules: CodeRules = SMS,
    now: dt.datetime = NOW,
    address: str = "+79871234567",
    user: User | None = None,
    ip: str | None = None,
) -> IssuedCode:
    return issue_code(
        realm="ugra", purpose=PURPOSE, channel=Channel.SMS, address=address, rules=rules, now=now, user=user, ip=ip
    )


def redeem(issued: IssuedCode, secret: str = "", now: dt.datetime = NOW, realm: str = "ugra") -> ConfirmationCode:
    public_id = issued.code.public_id
    return redeem_code(realm=realm, purpose=PURPOSE, public_id=public_id, secret=secret or issued.secret, now=now)


def refusal(issued: IssuedCode, secret: str = "", now: dt.datetime = NOW, realm: str = "ugra") -> DomainError:
    with pytest.raises(DomainError) as raised:
        redeem(issued, secret, now, realm)
    return raised.value


def wrong(issued: IssuedCode) -> str:
    return f"{(int(issued.secret) + 1) % 10_000:04}"


def test_a_code_works_once() -> None:
    issued = issue()
    assert redeem(issued, f" {issued.secret} ").used_at == NOW
    assert refusal(issued).code == "code_spent"


def test_the_database_does_not_know_the_code() -> None:
    issued = issue(CodeRules(lifetime=10 * MINUTES, digits=8))
    (row,) = ConfirmationCode.objects.values()
    assert issued.secret not in str(row)


def test_a_code_ends_with_its_time() -> None:
    assert refusal(issue(), now=NOW + 10 * MINUTES).code == "code_expired"


def test_five_wrong_tries_end_a_code_and_the_right_one_comes_too_late() -> None:
    issued = issue()
    assert [refusal(issued, wrong(issued)).code for _ in range(5)] == ["code_wrong"] * 4 + ["code_spent"]
    assert refusal(issued).code == "code_spent"


def test_a_wrong_try_tells_how_many_are_left() -> None:
    issued = issue()
    assert refusal(issued, wrong(issued)).params["tries_left"] == 4


@pytest.mark.parametrize("secret", ["", "0", "' OR 1=1 --", "\x00\x01", "💧" * 1000, "٤٢٤٢"])
def test_what_is_no_code_is_a_wrong_one(secret: str) -> None:
    issued = issue()
    if secret:
        assert refusal(issued, secret).code == "code_wrong"


def test_a_code_of_another_portal_is_unknown() -> None:
    assert refusal(issue(), realm="innova").code == "code_wrong"


def test_a_new_code_waits_a_minute_and_tells_the_seconds() -> None:
    issue()
    with pytest.raises(DomainError) as raised:
        issue(now=NOW + dt.timedelta(seconds=20))
    assert (raised.value.code, raised.value.params["seconds"]) == ("code_too_soon", 40)
    assert issue(now=NOW + MINUTES).code.sent_count == 2


def test_a_new_code_of_digits_ends_the_one_before() -> None:
    first = issue()
    issue(now=NOW + MINUTES)
    assert refusal(first, now=NOW + MINUTES).code == "code_spent"


def test_a_late_letter_still_works_until_one_of_them_is_used() -> None:
    first, second, third = (issue(LINK, NOW + number * MINUTES) for number in range(3))
    assert redeem(first).used_at
    assert [refusal(link).code for link in (second, third)] == ["code_spent"] * 2


def test_a_day_has_a_limit_for_an_address() -> None:
    for number in range(10):
        issue(now=NOW + number * MINUTES)
    with pytest.raises(DomainError) as raised:
        issue(now=NOW + 10 * MINUTES)
    assert raised.value.code == "code_limit"
    assert issue(now=NOW + dt.timedelta(days=1, minutes=1)).code.tries_left == 5


def test_a_day_has_a_limit_for_a_place_in_the_network_whatever_the_addresses() -> None:
    rules = CodeRules(lifetime=MINUTES, digits=4, per_ip=3)
    for number in range(3):
        issue(rules, address=f"+7987000000{number}", ip="203.0.113.7")
    with pytest.raises(DomainError) as raised:
        issue(rules, address="+79870000009", ip="203.0.113.7")
    assert raised.value.code == "code_limit"


def test_the_case_of_the_address_gives_no_second_minute() -> None:
    issue(address="Anna@example.ru")
    with pytest.raises(DomainError):
        issue(address="anna@EXAMPLE.ru ")


def test_a_link_is_looked_at_without_using_it_up() -> None:
    token = issue(LINK).token
    first, second = (peek_token(realm="ugra", purpose=PURPOSE, token=token, now=NOW) for _ in range(2))
    assert first == second
    assert redeem_token(realm="ugra", purpose=PURPOSE, token=token, now=NOW).used_at == NOW
    with pytest.raises(DomainError):
        peek_token(realm="ugra", purpose=PURPOSE, token=token, now=NOW)


@pytest.mark.parametrize("token", ["", "x", "0" * 32, uuid.UUID(int=7).hex + "secret", "%00" * 40])
def test_what_is_no_link_is_refused_in_words(token: str) -> None:
    with pytest.raises(DomainError) as raised:
        redeem_token(realm="ugra", purpose=PURPOSE, token=token, now=NOW)
    assert raised.value.code == "code_wrong"


def test_a_code_is_not_lost_when_what_it_was_for_is_refused() -> None:
    issued = issue()

    def refuse(code: ConfirmationCode) -> None:
        raise DomainError("email_taken", "Занято.")

    with pytest.raises(DomainError):
        redeem_code(
            realm="ugra",
            purpose=PURPOSE,
            public_id=issued.code.public_id,
            secret=issued.secret,
            now=NOW,
            apply=refuse,
        )
    assert redeem(issued).used_at == NOW


def test_guessing_a_code_of_four_digits_by_all_ten_thousand_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kvita.identity.services.codes.secrets.randbelow", lambda _: 7777)
    issued = issue()
    # The code is the same on both databases, and PostgreSQL is a network away: a part of them will do there.
    guesses = [*range(10_000)] if connection.vendor == "sqlite" else [*range(300), 7777]
    codes = {}
    for number in guesses:
        now = NOW + number * dt.timedelta(milliseconds=50)
        with pytest.raises(DomainError) as raised:
            redeem_code(
                realm="ugra",
                purpose=PURPOSE,
                public_id=issued.code.public_id,
                secret=f"{number:04}",
                now=now,
                ip="203.0.113.7",
            )
        codes[number] = raised.value.code
    assert [codes[number] for number in range(5)] == ["code_wrong"] * 4 + ["code_spent"]
    assert codes[7777] == "locked"
