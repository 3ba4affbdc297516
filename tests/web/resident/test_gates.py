"""Paying waits for the confirmed address where the portal says so, and the page tells why."""

import pytest
from django.test import Client

from kvita.housing.enums import ConfirmationGate
from tests.actors import Cast

pytestmark = pytest.mark.django_db


def close(cast: Cast, *gates: ConfirmationGate, due: bool = True) -> None:
    cast.portal.settings.confirmation_gates = list(gates)
    cast.portal.settings.save()
    cast.anna.confirmation_due = due
    cast.anna.save()


@pytest.mark.parametrize(("method", "page"), [("get", "pay/"), ("post", "pay/"), ("post", "pay/start/")])
def test_an_unconfirmed_resident_does_not_pay_and_learns_why(cast: Cast, anna: Client, method: str, page: str) -> None:
    close(cast, ConfirmationGate.PAYING)
    answer = getattr(anna, method)(f"/a/{cast.account.pk}/{page}")
    assert answer.status_code == 403
    assert "Оплата откроется, когда вы подтвердите почту anna@example.ru." in answer.content.decode()


@pytest.mark.parametrize(("gates", "due"), [((ConfirmationGate.WRITING,), True), ((ConfirmationGate.PAYING,), False)])
def test_everybody_else_pays(cast: Cast, anna: Client, gates: tuple[ConfirmationGate, ...], due: bool) -> None:
    close(cast, *gates, due=due)
    assert anna.get(f"/a/{cast.account.pk}/pay/").status_code == 200
