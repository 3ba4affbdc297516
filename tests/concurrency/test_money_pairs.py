"""Every two acts on payments, refunds, bank files and links at the same moment: no error, money counted once.

The suite takes two rounds of some pairs; `KVITA_PAIRS=all` runs every pair ten times (docs/locks.md). A deadlock that
the program tries again is nobody's business, but it is counted: many of them mean that an order of locks is broken.
"""

from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from kvita.accounts.enums import LinkState
from kvita.accounts.models import AccountLink
from kvita.payments.enums import AttemptState, OrderState, PaymentSource, PaymentState, RefundState
from kvita.payments.models import Payment, Refund
from kvita.remittances.enums import RowState
from kvita.remittances.models import RemittanceRow
from tests.actors import client_of
from tests.concurrency.acts import Scene, make_scene
from tests.concurrency.at_once import all_at_once
from tests.concurrency.money import MONEY, OPENER, PAID, Till, make_till, money_pairs
from tests.concurrency.test_pairs import IS_WHOLE, ROUNDS, TOLD
from tests.factories import NOW

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("summary")]
ONCE_WRONG = [("close access", "unlink")]
CHOSEN = money_pairs() if IS_WHOLE else [*money_pairs()[::11], *ONCE_WRONG]


@pytest.fixture(autouse=True)
def surroundings(monkeypatch: pytest.MonkeyPatch, settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT, settings.KVITA_OPEN_PROVIDER = tmp_path, OPENER
    monkeypatch.setattr("kvita.web.middleware.current_time", lambda: NOW)


@pytest.mark.parametrize("pair", CHOSEN, ids=" + ".join)
def test_two_at_once_count_money_once(pair: tuple[str, str], retries: Counter[str]) -> None:
    told: Counter[int] = Counter()
    for _ in range(ROUNDS):
        scene = make_scene()
        till = make_till(scene)
        browsers = [(client_of(scene.resident, scene.portal), client_of(scene.staff, scene.portal)) for _ in pair]
        for one in (client for both in browsers for client in both):
            one.raise_request_exception = False

        def press(number: int, scene: Scene = scene, till: Till = till, browsers: Any = browsers) -> int:
            return MONEY[pair[number]](scene, till, *browsers[number])

        answers = all_at_once(2, press)
        told.update(answers)
        assert set(answers) <= set(TOLD), (pair, answers)
        check(scene, till)
    assert retries.total() <= ROUNDS, (pair, retries, told)


def check(scene: Scene, till: Till) -> None:
    """What is true after whatever has happened."""
    for attempt in (till.hanging, till.paid, till.refund.attempt):
        attempt.refresh_from_db()
        attempt.order.refresh_from_db()
        credited = Payment.objects.filter(attempt=attempt, source=PaymentSource.ONLINE)
        is_paid = attempt.state == AttemptState.SUCCEEDED
        assert [one.amount for one in credited] == [PAID] * is_paid
        assert (attempt.order.state == OrderState.PAID) == is_paid
        given = Refund.objects.filter(attempt=attempt, state=RefundState.SUCCEEDED)
        assert sum(one.amount.kopecks for one in given) <= PAID.kopecks
    given = Refund.objects.filter(attempt__order__account=scene.account, state=RefundState.SUCCEEDED)
    back = Payment.objects.filter(account=scene.account, source=PaymentSource.REFUND)
    assert sorted(-one.amount.kopecks for one in back) == sorted(one.amount.kopecks for one in given)
    rows = RemittanceRow.objects.filter(organization=scene.organization)
    counted = rows.filter(state=RowState.CREDITED)
    loaded = Payment.objects.filter(account=scene.account, source=PaymentSource.FILE, state=PaymentState.ACCEPTED)
    assert set(loaded.values_list("pk", flat=True)) == set(counted.values_list("payment_id", flat=True))
    links = AccountLink.objects.filter(account=scene.account, state=LinkState.ACTIVE)
    assert links.count() == links.values("user").distinct().count()


@pytest.mark.parametrize("act", MONEY)
def test_each_act_alone_does_what_it_says(act: str) -> None:
    scene = make_scene()
    till = make_till(scene)
    answer = MONEY[act](scene, till, client_of(scene.resident, scene.portal), client_of(scene.staff, scene.portal))
    assert answer in (200, 302)
    check(scene, till)
    done = {
        "bank tells": lambda: till.hanging.state == AttemptState.SUCCEEDED,
        "payer returns": lambda: till.hanging.state == AttemptState.SUCCEEDED,
        "ask the bank": lambda: till.hanging.state == AttemptState.SUCCEEDED,
        "janitor": lambda: till.hanging.state == AttemptState.SUCCEEDED,
        "refund janitor": lambda: not Payment.objects.filter(source=PaymentSource.REFUND).exists(),
        "ask a refund": lambda: Refund.objects.get(attempt=till.paid).state == RefundState.SUCCEEDED,
        "approve a refund": lambda: Refund.objects.get(pk=till.refund.pk).state == RefundState.SUCCEEDED,
        "reject a refund": lambda: Refund.objects.get(pk=till.refund.pk).state == RefundState.REJECTED,
        "load a bank file": lambda: till.read.rows.filter(state=RowState.CREDITED).count() == 1,
        "take a bank file back": lambda: not till.credited.rows.filter(state=RowState.CREDITED).exists(),
        "match a row": lambda: RemittanceRow.objects.get(pk=till.homeless.pk).state == RowState.CREDITED,
        "link": lambda: AccountLink.objects.filter(user=till.boris, state=LinkState.ACTIVE).exists(),
        "unlink": lambda: not AccountLink.objects.filter(user=scene.resident, state=LinkState.ACTIVE).exists(),
        "unlink and take it back": lambda: AccountLink.objects.get(user=scene.resident).state == LinkState.ACTIVE,
        "close access": lambda: AccountLink.objects.get(pk=till.link.pk).state == LinkState.REVOKED,
        "close access at the desk": lambda: AccountLink.objects.get(pk=till.link.pk).state == LinkState.REVOKED,
    }
    assert done[act]()
