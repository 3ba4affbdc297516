"""The end of a cabinet: a hold, a way back, then no personal data, and every fact of accounting."""

import datetime as dt
import uuid
from pathlib import Path

import pytest
from django.core.files.storage import default_storage
from django.core.management import call_command
from pytest_django.fixtures import Settings

from kvita.accounts.models import AccountLink
from kvita.accounts.services import choose_messages
from kvita.billing.models import Statement
from kvita.core.audit import Actor, record_audit
from kvita.core.models import AuditEntry
from kvita.identity.enums import ConsentKind
from kvita.identity.models import Consent, User
from kvita.identity.services import (
    CodeRules,
    cancel_deletion,
    delete_due_users,
    give_consent,
    request_deletion,
    set_photo,
    start_email_change,
)
from kvita.metering.models import Reading
from kvita.notifications.enums import MessageState
from kvita.notifications.models import OutboxMessage
from kvita.notifications.services import enqueue_message
from kvita.payments.models import Payment, PaymentOrder
from kvita.payments.services import PaymentWish, forget_payer, place_order
from kvita.service_requests.models import SupportQuestion
from kvita.service_requests.services import ask_support, forget_asker
from tests.actors import Cast, make_cast
from tests.factories import NOW, make_payee, make_payment, make_reading, make_register, make_statement, rub
from tests.identity.test_photos import picture

pytestmark = pytest.mark.django_db(transaction=True)

HOLD = dt.timedelta(days=30)
LATER = NOW + HOLD + dt.timedelta(minutes=1)


@pytest.fixture
def cast(settings: Settings, tmp_path: Path) -> Cast:
    settings.MEDIA_ROOT = tmp_path
    return make_cast()


def actor(user: User) -> Actor:
    return Actor(kind="resident", id=user.pk, label=str(user), address="203.0.113.7")


def ask(user: User, now: dt.datetime = NOW) -> User:
    return request_deletion(user=user, hold=HOLD, actor=actor(user), now=now, time_zone="Europe/Moscow")


def forget(user: User) -> None:
    forget_payer(user=user)
    forget_asker(user=user)


def subjects(recipient: str) -> list[str]:
    return list(OutboxMessage.objects.filter(recipient=recipient).order_by("pk").values_list("subject", flat=True))


def test_nothing_is_deleted_before_the_hold_is_over(cast: Cast) -> None:
    ask(cast.anna)
    assert delete_due_users(now=NOW + HOLD - dt.timedelta(minutes=1)) == 0
    assert User.objects.filter(pk=cast.anna.pk).exists()
    assert subjects("anna@example.ru") == ["Кабинет будет удалён 11\u00a0октября 2017"]


def test_asking_again_does_not_put_the_day_off(cast: Cast) -> None:
    ask(cast.anna)
    assert ask(cast.anna, NOW + dt.timedelta(days=10)).delete_after == NOW + HOLD


def test_who_changes_their_mind_stays(cast: Cast) -> None:
    ask(cast.anna)
    cancel_deletion(user=cast.anna, actor=actor(cast.anna), now=NOW)
    assert delete_due_users(now=LATER) == 0
    assert subjects("anna@example.ru")[-1] == "Кабинет остаётся"


def test_personal_data_goes_and_the_facts_of_accounting_stay(cast: Cast) -> None:
    anna, account = cast.anna, cast.account
    make_statement(account)
    payment = make_payment(account)
    reading = make_reading(make_register(account), "54", submitted_by=anna)
    wish = PaymentWish(uuid.UUID(int=1), rub("100"), make_payee(cast.organization), NOW.date().replace(day=1))
    place_order(account=account, user=anna, wish=wish, actor=actor(anna), now=NOW)
    PaymentOrder.objects.update(email="anna@example.ru", payer={"SURNAME": "Иванова"})
    give_consent(user=anna, kind=ConsentKind.PERSONAL_DATA, title="Согласие", version="1", text="…", now=NOW)
    choose_messages(user=anna, choices={("EMAIL", "DEBT"): True}, now=NOW)
    enqueue_message(
        key="waiting",
        channel="EMAIL",
        recipient="ANNA@example.ru",
        subject="Ждёт",
        text="Анна!",
        is_secret=False,
        now=NOW,
    )
    rules = CodeRules(lifetime=dt.timedelta(days=1))
    start_email_change(user=anna, email="never@example.ru", rules=rules, link_of=str, now=NOW)
    link = AccountLink.objects.get(user=anna)
    record_audit(now=NOW, actor=actor(anna), action="accounts.link_account", target=link, reason="Анна просила")
    ask_support(portal=cast.portal, contact="anna@example.ru", text="Это Анна", now=NOW, actor=actor(anna))
    enqueue_message(
        key="old",
        channel="EMAIL",
        recipient="anna@example.ru",
        subject="Счёт",
        text="Анна!",
        is_secret=False,
        now=NOW,
    )
    OutboxMessage.objects.filter(key="old").update(state=MessageState.SENT)
    record_audit(now=NOW, actor=actor(anna), action="x", target=anna, changes={"name": ["Анна", "Аня"]})
    set_photo(user=anna, data=picture())
    photo = str(anna.photo)
    ask(anna)

    assert delete_due_users(now=LATER, forget=[forget]) == 1

    assert not User.objects.filter(pk=anna.pk).exists()
    assert not AccountLink.objects.filter(account=account).exists()
    assert not default_storage.exists(photo)
    order = PaymentOrder.objects.get()
    assert (order.user, order.email, order.payer, order.amount) == (None, "", {}, rub("100"))
    assert Payment.objects.filter(pk=payment.pk).exists()
    assert Reading.objects.get(pk=reading.pk).submitted_by is None
    assert Statement.objects.filter(account=account).exists()
    assert Consent.objects.get().user is None
    for entry in AuditEntry.objects.all():
        told = f"{entry.actor_label} {entry.object_label} {entry.changes} {entry.address}"
        assert not [word for word in ("Анна", "Аня", "anna@", "203.0.113") if word in told], told
    assert "old" not in OutboxMessage.objects.values_list("key", flat=True)
    assert subjects("anna@example.ru") == ["Кабинет удалён"]
    assert not OutboxMessage.objects.filter(recipient__in=["ANNA@example.ru", "never@example.ru"]).exists()
    assert not SupportQuestion.objects.exists()


def test_others_are_left_alone(cast: Cast) -> None:
    ask(cast.anna)
    delete_due_users(now=LATER)
    assert User.objects.filter(pk__in=[cast.boris.pk, cast.daria.pk, cast.vera.pk]).count() == 3
    assert delete_due_users(now=LATER) == 0


def test_the_command_deletes_whose_time_has_come(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    ask(cast.anna)
    monkeypatch.setattr("kvita.web.office.management.commands.purge_users.current_time", lambda: LATER)
    call_command("purge_users")
    assert not User.objects.filter(pk=cast.anna.pk).exists()
