"""Name, phones and e-mail: what changes at once, what only when the new address has answered, and who is told."""

import datetime as dt
import re

import pytest

from kvita.core.audit import Actor
from kvita.core.errors import DomainError
from kvita.core.models import AuditEntry
from kvita.identity.models import User
from kvita.identity.services import (
    CodeRules,
    cancel_email_change,
    change_email_by_office,
    finish_email_change,
    start_email_change,
    update_contacts,
)
from kvita.notifications.models import OutboxMessage
from tests.factories import NOW, make_portal, make_resident

pytestmark = pytest.mark.django_db

ACTOR = Actor(kind="resident", label="Анна")
OFFICE = Actor(kind="staff", label="Юлия")
RULES = CodeRules(lifetime=dt.timedelta(hours=24))
NEW = "anna.new@example.ru"


@pytest.fixture
def anna() -> User:
    return make_resident(make_portal(), "anna@example.ru", phone="+79170000001", phone_confirmed_at=NOW)


def ask(user: User, email: str = NEW, now: dt.datetime = NOW) -> str:
    issued = start_email_change(user=user, email=email, rules=RULES, link_of=lambda token: f"/e/{token}", now=now)
    return issued.token


def finish(user: User, token: str, now: dt.datetime = NOW) -> User:
    return finish_email_change(realm=user.realm, token=token, actor=ACTOR, now=now)


def letters(recipient: str) -> list[str]:
    return list(OutboxMessage.objects.filter(recipient=recipient).order_by("pk").values_list("subject", flat=True))


def test_the_email_stays_until_the_new_address_answers(anna: User) -> None:
    token = ask(anna)
    anna.refresh_from_db()
    assert anna.email == "anna@example.ru"
    finish(anna, token)
    anna.refresh_from_db()
    assert (anna.email, anna.email_confirmed_at) == (NEW, NOW)


def test_both_addresses_are_told_before_and_after(anna: User) -> None:
    finish(anna, ask(anna))
    assert letters("anna@example.ru") == ["В кабинете меняют почту", "Почта изменена"]
    assert letters(NEW) == ["Подтвердите новую почту", "Почта изменена"]


def test_the_link_is_only_in_the_letter_to_the_new_address(anna: User) -> None:
    token = ask(anna)
    for message in OutboxMessage.objects.all():
        told = f"{message.text} {message.links}"
        assert (token in told) == (message.recipient == NEW)


def test_a_link_works_once_and_not_after_it_expired(anna: User) -> None:
    token = ask(anna)
    finish(anna, token)
    with pytest.raises(DomainError, match="больше не действует"):
        finish(anna, token)
    late = ask(anna, "anna.third@example.ru", NOW + dt.timedelta(hours=1))
    with pytest.raises(DomainError, match="Срок действия"):
        finish(anna, late, NOW + dt.timedelta(days=2))


def test_an_address_of_somebody_else_gets_no_letter_and_does_not_change(anna: User) -> None:
    boris = User.objects.create_user(realm=anna.realm, email=NEW, password="ромашка-2017")
    token = ask(anna)
    assert letters(NEW) == []
    with pytest.raises(DomainError) as caught:
        finish(anna, token)
    assert caught.value.code == "email_taken"
    boris.refresh_from_db()
    assert boris.email == NEW


def test_the_same_address_is_no_change(anna: User) -> None:
    with pytest.raises(DomainError) as caught:
        ask(anna, "Anna@Example.ru")
    assert caught.value.code == "email_same"
    assert OutboxMessage.objects.count() == 0


def test_a_change_that_was_taken_back_does_not_happen(anna: User) -> None:
    token = ask(anna)
    cancel_email_change(user=anna, now=NOW)
    with pytest.raises(DomainError):
        finish(anna, token)


def test_another_phone_is_not_confirmed_and_its_holder_is_told(anna: User) -> None:
    update_contacts(user=anna, name="Анна", phone="+79170000002", home_phone="", actor=ACTOR, now=NOW)
    anna.refresh_from_db()
    assert (anna.phone, anna.phone_confirmed_at) == ("+79170000002", None)
    assert letters("anna@example.ru") == ["Телефон изменён"]
    assert AuditEntry.objects.get().changes["phone"] == ["+79170000001", "+79170000002"]


def test_the_same_contacts_again_leave_no_trace(anna: User) -> None:
    for _ in range(2):
        update_contacts(user=anna, name="Анна", phone=anna.phone, home_phone="8 843 222-77-00", actor=ACTOR, now=NOW)
    assert AuditEntry.objects.count() == 1
    anna.refresh_from_db()
    assert anna.phone_confirmed_at == NOW
    assert re.sub(r"\D", "", anna.home_phone) == "88432227700"


class TestAtTheOffice:
    def change(self, anna: User, email: str = NEW, reason: str = " паспорт 9204 123456 ") -> User:
        return change_email_by_office(
            user=anna, email=email, reason=reason, actor=OFFICE, now=NOW, organization_id=None, phone="8 843 222-77-00"
        )

    def test_the_reason_is_kept_with_both_addresses(self, anna: User) -> None:
        self.change(anna)
        entry = AuditEntry.objects.get(action="identity.change_email_by_office")
        assert (entry.reason, entry.actor_label) == ("паспорт 9204 123456", "Юлия")
        assert entry.changes == {"email": ["anna@example.ru", NEW]}

    def test_both_addresses_are_told_whom_to_call(self, anna: User) -> None:
        self.change(anna)
        for address in ("anna@example.ru", NEW):
            assert letters(address) == ["Почта вашего кабинета изменена"]
            assert "сразу позвоните: 8 843 222-77-00" in OutboxMessage.objects.get(recipient=address).text

    def test_the_new_address_is_not_spelled_out_to_the_old_one(self, anna: User) -> None:
        self.change(anna)
        assert NEW not in OutboxMessage.objects.get(recipient="anna@example.ru").text

    def test_the_new_address_still_has_to_be_confirmed(self, anna: User) -> None:
        anna.email_confirmed_at = NOW
        anna.save()
        self.change(anna)
        changed = User.objects.get(pk=anna.pk)
        assert (changed.email, changed.email_confirmed_at) == (NEW, None)

    def test_links_that_are_on_their_way_stop_working(self, anna: User) -> None:
        token = ask(anna, "anna.third@example.ru")
        self.change(anna)
        with pytest.raises(DomainError, match="больше не действует"):
            finish(anna, token)

    @pytest.mark.parametrize(
        ("email", "reason", "code"),
        [
            (NEW, "  ", "reason_missing"),
            (NEW, "да", "reason_missing"),
            ("Anna@Example.ru", "паспорт", "email_same"),
            ("boris@example.ru", "паспорт", "email_taken"),
        ],
    )
    def test_what_is_refused_changes_and_tells_nothing(self, anna: User, email: str, reason: str, code: str) -> None:
        User.objects.create_user(realm=anna.realm, email="boris@example.ru", password="ромашка-2017")
        with pytest.raises(DomainError) as caught:
            self.change(anna, email, reason)
        assert caught.value.code == code
        anna.refresh_from_db()
        assert anna.email == "anna@example.ru"
        assert (OutboxMessage.objects.count(), AuditEntry.objects.count()) == (0, 0)


def test_the_link_that_changes_the_address_is_a_secret_and_the_words_to_the_old_one_are_not(anna: User) -> None:
    ask(anna)
    secrets = dict(OutboxMessage.objects.values_list("recipient", "is_secret"))
    assert secrets == {NEW: True, "anna@example.ru": False}
