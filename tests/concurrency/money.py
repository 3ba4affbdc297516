"""What people, banks and the clock do to payments, refunds, bank files and links, each by one request or one job."""

import itertools
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from django.conf import settings
from django.test import Client
from django.urls import reverse

from kvita.accounts.models import AccountLink
from kvita.core.audit import Actor
from kvita.core.sealing import SecretBox
from kvita.housing.models import OrganizationSettings
from kvita.identity.models import User
from kvita.payments.enums import ProviderKind
from kvita.payments.jobs import check_pending_attempts, check_pending_refunds
from kvita.payments.models import PaymentAttempt, ProviderConnection, Refund
from kvita.payments.ports import ProviderState, ProviderStatus, RefundProgress, RefundStatus, RefundWish, StatusQuery
from kvita.payments.services import (
    ConnectionWish,
    PaymentWish,
    open_attempt,
    place_order,
    request_refund,
    save_connection,
    settle_attempt,
)
from kvita.remittances.enums import RowState
from kvita.remittances.models import RemittanceFile, RemittanceRow
from kvita.remittances.services import read_file
from tests.actors import client_of
from tests.concurrency.acts import ACTOR, Scene
from tests.factories import AUGUST, NOW, make_link, make_payee, make_resident, make_staff, rub
from tests.payments.banks import ScriptedBank
from tests.remittances.samples import bring_in, registry, sber_line

PAID: Final = rub("10")
BACK: Final = rub("4")
OPENER: Final = "tests.concurrency.money.open_bank"
_operation = itertools.count(100_000_000)


class GivingBank(ScriptedBank):
    """A bank where every payment is paid and every refund is given."""

    def fetch_status(self, query: StatusQuery) -> ProviderStatus:
        """Say that it is paid."""
        return ProviderStatus(ProviderState.PAID, reference=f"ref-{query.attempt_id}", total=PAID)

    def fetch_refund(self, wish: RefundWish) -> RefundStatus:
        """Say that it is given back."""
        return RefundStatus(RefundProgress.DONE, reference=f"back-{wish.refund_id}", total=wish.total)


def open_bank(_: str, __: Any, *, title: str) -> GivingBank:
    """What `KVITA_OPEN_PROVIDER` names in these tests."""
    return GivingBank(title=title)


@dataclass(frozen=True, slots=True)
class Till:
    """Of one scene: a payment that hangs, one that is paid, a refund that waits for the second one, bank files."""

    connection: ProviderConnection
    hanging: PaymentAttempt
    paid: PaymentAttempt
    refund: Refund
    second: User
    credited: RemittanceFile
    read: RemittanceFile
    homeless: RemittanceRow
    boris: User
    link: AccountLink


def make_till(scene: Scene) -> Till:
    """Store what is paid, given back, loaded and linked beside the month of a scene."""
    organization = scene.organization
    scene.account.holder_name = "Иванова Анна"
    scene.account.save()
    OrganizationSettings.objects.filter(pk=organization.pk).update(refund_second_approval_above=rub("3"))
    connection = save_connection(
        organization=organization,
        connection=None,
        wish=ConnectionWish(kind=ProviderKind.YOOKASSA, login="1", title="Карта", secret="s", event_key="e"),
        box=SecretBox(settings.KVITA_ENCRYPTION_KEYS),
        actor=ACTOR,
        now=NOW,
    )
    payee = make_payee(organization)

    def attempt() -> PaymentAttempt:
        wish = PaymentWish(form_key=uuid.uuid4(), amount=PAID, payee=payee, month=AUGUST, email="")
        actor = Actor(kind="resident", label="Анна")
        order = place_order(account=scene.account, user=scene.resident, wish=wish, actor=actor, now=NOW)
        return open_attempt(order_id=order.pk, provider_key=connection.key, now=NOW)

    paid, given = (
        settle_attempt(
            attempt_id=one.pk,
            status=ProviderStatus(ProviderState.PAID, reference=f"ref-{one.public_id}", total=PAID),
            now=NOW,
        )
        for one in (attempt(), attempt())
    )
    refund = request_refund(
        attempt=given, amount=BACK, reason="Ошибка", form_key=uuid.uuid4(), user=scene.staff, actor=ACTOR, now=NOW
    )
    own = [sber_line("551412", "10,00", operation=f"603{next(_operation)}", day="01-09-2017") for _ in range(4)]
    lost = sber_line("999999", "7,00", operation=f"603{next(_operation)}", day="01-09-2017")
    credited = bring_in(organization, registry(*own[:3], lost), name="first.txt", now=NOW)
    read = read_file(organization=organization, name="second.txt", data=registry(*own[2:]), actor=ACTOR, now=NOW)
    boris = make_resident(scene.portal, name="Борис")
    link = make_link(make_resident(scene.portal, name="Вика"), scene.account)
    second = make_staff(organization)
    return Till(
        connection,
        attempt(),
        paid,
        refund,
        second,
        credited,
        read,
        credited.rows.get(state=RowState.UNMATCHED),
        boris,
        link,
    )


Act = Callable[
    [Scene, Till, Client, Client], int
]  # the scene, what is in the till, the resident's browser, the office's


def _message(scene: Scene, till: Till, _: Client, __: Client) -> int:
    bank = client_of(None, scene.portal)
    path = reverse("hooks:payments", args=[till.connection.public_id])
    return bank.post(path, f"paid {till.hanging.public_id}", content_type="text/plain").status_code


def _return(scene: Scene, till: Till, anna: Client, _: Client) -> int:
    path = reverse("resident:pay_result", args=[scene.account.pk, till.hanging.order.public_id])
    return anna.get(path).status_code


def _ask(_: Scene, till: Till, __: Client, desk: Client) -> int:
    return desk.post(reverse("office:payment", args=[till.hanging.public_id]), {"act": "ask"}).status_code


def _janitor(_: Scene, till: Till, __: Client, ___: Client) -> int:
    later = till.hanging.next_check_at or NOW
    check_pending_attempts(now=later, providers={till.connection.key: GivingBank()})
    return 200


def _refund_janitor(_: Scene, till: Till, __: Client, ___: Client) -> int:
    check_pending_refunds(now=NOW, providers={till.connection.key: GivingBank()})
    return 200


def _ask_refund(_: Scene, till: Till, __: Client, desk: Client) -> int:
    form = {"act": "refund", "amount": "3", "reason": "Дважды", "form_key": str(uuid.uuid4())}
    return desk.post(reverse("office:payment", args=[till.paid.public_id]), form).status_code


def _decide(act: str) -> Act:
    def run(scene: Scene, till: Till, _: Client, __: Client) -> int:
        other = client_of(till.second, scene.portal)
        return other.post(reverse("office:refund", args=[till.refund.public_id]), {"act": act}).status_code

    return run


def _credit(_: Scene, till: Till, __: Client, desk: Client) -> int:
    return desk.post(reverse("office:bank_credit", args=[till.read.pk]), {"confirmed": "on"}).status_code


def _take_back(_: Scene, till: Till, __: Client, desk: Client) -> int:
    return desk.post(reverse("office:bank_take_back", args=[till.credited.pk]), {"reason": "Не тот"}).status_code


def _match(scene: Scene, till: Till, _: Client, desk: Client) -> int:
    path = reverse("office:bank_row", args=[till.homeless.pk])
    return desk.post(path, {"account": str(scene.account.pk)}).status_code


def _link(scene: Scene, till: Till, _: Client, __: Client) -> int:
    form = {"number": "551412", "surname": "Иванова"}
    return client_of(till.boris, scene.portal).post("/accounts/add/", form).status_code


def _unlink(scene: Scene, _: Till, anna: Client, __: Client) -> int:
    return anna.post(f"/profile/accounts/{scene.account.pk}/unlink/").status_code


def _restore(scene: Scene, till: Till, anna: Client, desk: Client) -> int:
    _unlink(scene, till, anna, desk)
    return anna.post("/profile/accounts/restore/").status_code


def _close_access(scene: Scene, till: Till, anna: Client, _: Client) -> int:
    return anna.post(f"/profile/accounts/{scene.account.pk}/people/{till.link.pk}/").status_code


def _close_at_desk(scene: Scene, till: Till, _: Client, desk: Client) -> int:
    form = {"reason": "Съехал"}
    return desk.post(reverse("office:close_access", args=[scene.account.pk, till.link.pk]), form).status_code


MONEY: Final[dict[str, Act]] = {
    "bank tells": _message, "payer returns": _return, "ask the bank": _ask, "janitor": _janitor,
    "refund janitor": _refund_janitor, "ask a refund": _ask_refund, "approve a refund": _decide("approve"),
    "reject a refund": _decide("reject"), "load a bank file": _credit, "take a bank file back": _take_back,
    "match a row": _match, "link": _link, "unlink": _unlink, "unlink and take it back": _restore,
    "close access": _close_access, "close access at the desk": _close_at_desk,
}  # fmt: skip


PAYING = ("bank tells", "payer returns", "ask the bank", "janitor", "unlink")
GIVING_BACK = ("ask a refund", "approve a refund", "reject a refund", "refund janitor", "bank tells")
FILES = ("load a bank file", "take a bank file back", "match a row", "bank tells")
LINKS = ("link", "unlink", "unlink and take it back", "close access", "close access at the desk", "payer returns")


def money_pairs() -> list[tuple[str, str]]:
    """Return every two acts that touch a thing in common, an act with itself too."""
    groups = (PAYING, GIVING_BACK, FILES, LINKS)
    found = {pair for group in groups for pair in itertools.combinations_with_replacement(sorted(group), 2)}
    return sorted(found)
