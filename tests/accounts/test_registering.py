"""Registration: letters that come, that do not, and that come too late."""

import datetime as dt
from dataclasses import replace
from typing import Any

import pytest

from kvita.accounts.models import AccountLink, BillingAccount
from kvita.accounts.services import (
    Claimed,
    NewResident,
    check_phone_code,
    confirm_by_link,
    newest_letter,
    register_resident,
    send_letter_again,
    send_phone_code,
    user_of_late_link,
)
from kvita.core.audit import Actor
from kvita.core.errors import DomainError
from kvita.housing.enums import ConfirmationChannel
from kvita.housing.models import Portal
from kvita.identity.models import Consent, User
from kvita.notifications.models import OutboxMessage
from tests.factories import NOW, make_account, make_organization, make_portal

pytestmark = pytest.mark.django_db(transaction=True)

ANNA = NewResident(password="ромашка-2017", email="Anna@Example.ru", agreed=True)
SOMEBODY = Actor(kind="guest", label="", address="203.0.113.7")
MINUTE, HOUR = dt.timedelta(minutes=1), dt.timedelta(hours=1)


@pytest.fixture
def account() -> BillingAccount:
    return make_account(make_organization(), "120345")


@pytest.fixture
def portal(account: BillingAccount) -> Portal:
    return make_portal(
        organizations=[account.organization],
        confirmation_channels=[ConfirmationChannel.EMAIL_LINK],
        confirmation_link_hours=24,
        confirmation_code_digits=4,
        consent_version="2025-09",
    )


def register(portal: Portal, resident: NewResident = ANNA, *, now: dt.datetime = NOW, **kwargs: Any) -> User:
    values = {"address_of": "https://example.ru/confirmemail/{}/".format, "actor": SOMEBODY, **kwargs}
    return register_resident(portal=portal, resident=resident, now=now, **values)


def token() -> str:
    return str(OutboxMessage.objects.order_by("-id")[0].links[0]).rstrip("/").rpartition("/")[2]


def confirm(portal: Portal, text: str, now: dt.datetime = NOW) -> User:
    return confirm_by_link(portal=portal, token=text, now=now, actor=SOMEBODY)


def test_the_letter_says_what_the_manual_promises(portal: Portal) -> None:
    portal.support_messenger = "Skype: kabinet-zhilca"
    register(portal)
    letter = OutboxMessage.objects.get()
    assert letter.recipient == "Anna@example.ru"
    assert "Благодарим вас за регистрацию в сервисе «Личный кабинет абонента»" in letter.text
    assert f"перейдите по ссылке:\n{letter.links[0]}" in letter.text
    assert "Если письмо попало к вам по ошибке" in letter.text
    assert "Контакты:\nТел.: 8 (843) 200-00-00" in letter.text
    assert letter.text.endswith("Skype: kabinet-zhilca")
    assert "ромашка" not in letter.text


def test_consent_is_kept_with_its_text_and_from_where(portal: Portal) -> None:
    user = register(portal)
    consent = Consent.objects.get(user=user)
    assert (consent.version, consent.agreed_at, consent.address) == ("2025-09", NOW, "203.0.113.7")
    assert "152-ФЗ" in consent.text


def test_nobody_is_linked_before_the_letter_comes_back(portal: Portal, account: BillingAccount) -> None:
    register(portal, claimed=Claimed(account.pk, "фамилия"))
    assert not AccountLink.objects.exists()
    user = confirm(portal, token())
    link = AccountLink.objects.get()
    assert (link.user, link.account, link.proof) == (user, account, "фамилия")
    assert user.email_confirmed_at == NOW
    assert not user.confirmation_due


def test_the_link_opened_twice_changes_nothing(portal: Portal, account: BillingAccount) -> None:
    register(portal, claimed=Claimed(account.pk, "фамилия"))
    text = token()
    assert confirm(portal, text) == confirm(portal, text, NOW + 30 * HOUR)
    assert AccountLink.objects.count() == 1


def test_a_lost_letter_is_sent_again_after_a_wait_with_the_account_in_it(
    portal: Portal, account: BillingAccount
) -> None:
    user = register(portal, claimed=Claimed(account.pk, "фамилия"))
    first = token()
    again: dict[str, Any] = {"user": user, "portal": portal, "address_of": "https://e.ru/{}/".format, "actor": SOMEBODY}
    send_letter_again(now=NOW + MINUTE, **again)
    with pytest.raises(DomainError) as early:
        send_letter_again(now=NOW + MINUTE + MINUTE / 2, **again)
    assert (early.value.code, early.value.params["seconds"]) == ("code_too_soon", 30)
    confirm(portal, token(), NOW + 2 * MINUTE)
    assert AccountLink.objects.get().account == account
    # The letter that was late after all leads to the same place.
    assert confirm(portal, first, NOW + 3 * MINUTE) == user
    with pytest.raises(DomainError, match="уже подтверждена"):
        send_letter_again(now=NOW + HOUR, **again | {"user": User.objects.get()})


def test_the_same_address_registers_again_at_once_while_it_is_not_confirmed(portal: Portal) -> None:
    register(portal)
    old = token()
    user = register(portal, replace(ANNA, password="другой-пароль"))
    assert User.objects.count() == 2
    assert user.check_password("другой-пароль")
    assert confirm(portal, token()) == user
    assert User.objects.get() == user
    with pytest.raises(DomainError):
        confirm(portal, old)
    assert register(portal).confirmation_due
    assert OutboxMessage.objects.latest("pk").subject == "У вас уже есть кабинет"


def test_a_late_link_confirms_nothing_but_a_new_letter_may_go_the_same_way(portal: Portal) -> None:
    user = register(portal)
    late = NOW + 25 * HOUR
    with pytest.raises(DomainError) as refused:
        confirm(portal, token(), late)
    assert refused.value.code == "code_expired"
    assert user_of_late_link(portal=portal, token=token(), now=late) == user
    assert user_of_late_link(portal=portal, token=token()[:-1] + "!", now=late) is None
    assert user_of_late_link(portal=portal, token="мусор", now=late) is None
    register(portal, now=late)
    assert confirm(portal, token(), late).email_confirmed_at == late


def test_a_portal_that_confirms_nothing_sends_nothing(portal: Portal, account: BillingAccount) -> None:
    portal.settings.confirmation_channels = []
    user = register(portal, claimed=Claimed(account.pk, "фамилия"))
    assert not user.confirmation_due
    assert AccountLink.objects.get().user == user
    assert not OutboxMessage.objects.exists()
    assert newest_letter(user=user) is None


def test_a_code_of_an_sms_confirms_the_phone_it_was_sent_to(portal: Portal, account: BillingAccount) -> None:
    phone = "+79871234567"
    code = send_phone_code(portal=portal, phone=phone, now=NOW, actor=SOMEBODY)
    secret = OutboxMessage.objects.get().text[:4]
    asked: dict[str, Any] = {"portal": portal, "public_id": code, "now": NOW, "actor": SOMEBODY}
    with pytest.raises(DomainError, match="Номер изменился"):
        check_phone_code(phone="+79871234568", secret=secret, **asked)
    check_phone_code(phone=phone, secret=secret, **asked)
    resident = replace(ANNA, phone=phone, phone_confirmed=True)
    user = register(portal, resident, claimed=Claimed(account.pk, "фамилия"))
    assert (user.phone_confirmed_at, user.confirmation_due) == (NOW, False)
    assert AccountLink.objects.get().user == user


def test_one_address_of_the_network_does_not_register_without_end(portal: Portal) -> None:
    for number in range(60):
        register(portal, replace(ANNA, email=f"anna{number}@example.ru"))
    with pytest.raises(DomainError) as refused:
        register(portal, replace(ANNA, email="one-more@example.ru"))
    assert refused.value.code == "locked"
