"""A new password ends what the old one has begun; the first proof of an address ends what strangers have planted."""

import pytest
from allauth.mfa.models import Authenticator

from kvita.core.audit import Actor
from kvita.core.errors import DomainError
from kvita.identity.enums import CodePurpose
from kvita.identity.models import ConfirmationCode, User
from kvita.identity.services import (
    CodeRules,
    change_password,
    finish_email_change,
    issue_code,
    issue_password,
    redeem_token,
    reset_password,
    start_email_change,
)
from kvita.identity.services.throttling import HOUR
from kvita.notifications.enums import Channel
from kvita.notifications.models import OutboxMessage
from tests.factories import NOW, make_portal, make_resident

pytestmark = pytest.mark.django_db
ACTOR = Actor(kind="resident", label="Анна")
RULES = CodeRules(lifetime=HOUR)


@pytest.fixture
def anna() -> User:
    return make_resident(make_portal(), "anna@example.ru", phone="+79170000001", email_confirmed_at=None)


def ask_for(anna: User, email: str) -> str:
    return start_email_change(user=anna, email=email, rules=RULES, link_of=str, now=NOW).token


def reset_link(anna: User) -> str:
    return issue_code(
        realm=anna.realm,
        purpose=CodePurpose.RESET_PASSWORD,
        channel=Channel.EMAIL,
        address=str(anna.email),
        user=anna,
        rules=RULES,
        now=NOW,
    ).token


def reset(anna: User, token: str) -> None:
    def apply(code: ConfirmationCode) -> None:
        reset_password(code=code, password="a-new-password", actor=ACTOR, now=NOW)

    redeem_token(realm=anna.realm, purpose=CodePurpose.RESET_PASSWORD, token=token, now=NOW, apply=apply)
    anna.refresh_from_db()


def is_dead(anna: User, token: str) -> bool:
    with pytest.raises(DomainError) as error:
        finish_email_change(realm=anna.realm, token=token, actor=ACTOR, now=NOW)
    anna.refresh_from_db()
    return error.value.code == "code_spent" and anna.email == "anna@example.ru"


def test_a_reset_ends_a_change_of_email_under_way(anna: User) -> None:
    token = ask_for(anna, "evil@example.ru")
    reset(anna, reset_link(anna))
    assert is_dead(anna, token)


def test_so_does_a_change_of_the_password_and_one_issued_by_the_office(anna: User) -> None:
    token = ask_for(anna, "evil@example.ru")
    change_password(user=anna, password="a-new-password", actor=ACTOR, now=NOW)
    assert is_dead(anna, token)
    token = ask_for(anna, "evil2@example.ru")
    issue_password(user=anna, actor=ACTOR, now=NOW)
    assert is_dead(anna, token)


def test_the_letter_that_proves_the_own_address_outlives_a_change_of_the_password(anna: User) -> None:
    issued = issue_code(
        realm=anna.realm,
        purpose=CodePurpose.CONFIRM_EMAIL,
        channel=Channel.EMAIL,
        address=str(anna.email),
        user=anna,
        rules=RULES,
        now=NOW,
    )
    change_password(user=anna, password="a-new-password", actor=ACTOR, now=NOW)
    redeem_token(realm=anna.realm, purpose=CodePurpose.CONFIRM_EMAIL, token=issued.token, now=NOW)


def test_what_was_planted_before_the_address_was_proved_goes_and_is_named(anna: User) -> None:
    Authenticator.objects.create(user=anna, type=Authenticator.Type.TOTP, data={})
    Authenticator.objects.create(user=anna, type=Authenticator.Type.WEBAUTHN, data={"name": "чужой"})
    anna.phone_confirmed_at = NOW
    anna.save()
    reset(anna, reset_link(anna))
    assert not Authenticator.objects.filter(user=anna).exists()
    fresh = User.objects.values_list("phone", "phone_confirmed_at", "email_confirmed_at").get(pk=anna.pk)
    assert fresh == (None, None, NOW)
    text = OutboxMessage.objects.get(subject="Пароль изменён").text
    for word in ("вход по коду из приложения", "ключи входа", "+79170000001"):
        assert word in text


def test_what_the_owner_of_a_proved_address_has_stays(anna: User) -> None:
    anna.email_confirmed_at = NOW
    anna.save()
    Authenticator.objects.create(user=anna, type=Authenticator.Type.TOTP, data={})
    reset(anna, reset_link(anna))
    assert Authenticator.objects.filter(user=anna).exists()
    assert anna.phone == "+79170000001"
