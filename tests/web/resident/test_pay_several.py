"""Paying when there is more than one: payees, payers, tries, tabs."""

import re

import pytest
from django.test import Client

from kvita.accounts.enums import LinkState
from kvita.accounts.models import AccountLink
from kvita.billing.models import Statement
from kvita.housing.enums import PayerField, PaymentTarget
from kvita.housing.models import Payee
from kvita.integrations.acquiring.sandbox.models import BankPayment
from kvita.integrations.acquiring.sandbox.provider import SandboxProvider
from kvita.payments.models import Payment, PaymentAttempt, PaymentOrder
from kvita.payments.ports import ProviderError, StartedPayment, StartPayment
from tests.actors import Cast, client_of
from tests.factories import make_link, make_payee
from tests.web.resident.pages import read, words_of
from tests.web.resident.paying import PAID, choose, form_key, go_to_bank

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("demo_addresses")]


@pytest.fixture
def address(cast: Cast, august: Statement) -> str:
    make_payee(cast.organization)
    return f"/a/{cast.account.pk}/pay/"


def share(cast: Cast, august: Statement, *names: str) -> list[Payee]:
    """Give the first services of the bill to payees of their own."""
    lines = list(august.lines.filter(closing__gt=0).order_by("position")[: len(names)])
    payees = [make_payee(cast.organization, name=name, is_default=False) for name in names]
    for line, payee in zip(lines, payees, strict=True):
        line.service.payee = payee
        line.service.save()
    return payees


def next_payee(page: str) -> str:
    """Return the value of the first button «Оплатить» among payees."""
    found = re.search(r'name="to" value="(\d+)"', page)
    assert found is not None
    return found[1]


def test_payees_are_paid_one_after_another_without_going_home(
    cast: Cast, anna: Client, address: str, august: Statement
) -> None:
    share(cast, august, "Казэнерго", "Фонд капремонта")
    page = anna.get(address).content.decode()
    for done in range(3):
        # Two presses for each payee: «Оплатить» here, «Оплатить» on the page that shows it all once more.
        check = anna.post(f"{address}next/", {"to": next_payee(page)})
        assert check["location"] == f"{address}check/"
        bank = go_to_bank(anna, address)
        back = anna.post(bank, {"card": PAID})["location"].removeprefix("http://innova.localhost")
        page = anna.get(back).content.decode()
        told = words_of(page)
        assert ("Осталось" in told) is (done < 2)
        if done < 2:
            assert f"Оплачено {done + 1} из 3." in told
    assert "Теперь к оплате 0,00 ₽" in words_of(page)
    assert PaymentOrder.objects.count() == 3


def test_the_page_of_payees_remembers_who_was_paid(cast: Cast, anna: Client, address: str, august: Statement) -> None:
    heat, _ = share(cast, august, "Казэнерго", "Фонд капремонта")
    anna.post(f"{address}next/", {"to": heat.pk})
    back = anna.post(go_to_bank(anna, address), {"card": PAID})["location"]
    anna.get(back.removeprefix("http://innova.localhost"))
    words = read(anna, address)
    assert "Оплачено 1 из 3" in words
    assert "из 1 537,15 ₽" in words
    assert "Казэнерго оплачено" in words
    assert anna.get(address).content.decode().count("btn--pay") == 1


def test_a_payee_without_a_contract_is_not_begun(cast: Cast, anna: Client, address: str, august: Statement) -> None:
    heat, _ = share(cast, august, "Казэнерго", "Фонд капремонта")
    heat.accepts_online = False
    heat.save()
    assert "Код и реквизиты" in read(anna, address)
    assert anna.post(f"{address}next/", {"to": heat.pk})["location"] == f"{address}?to={heat.pk}"
    assert anna.post(f"{address}next/", {"to": "x"})["location"] == address


def test_what_a_payment_is_for_is_said_of_its_payee(cast: Cast, anna: Client, address: str, august: Statement) -> None:
    _, fund = share(cast, august, "Казэнерго", "Фонд капремонта")
    name = fund.services.get().name
    anna.post(f"{address}next/", {"to": fund.pk})
    assert f"За что {name} за август 2017" in read(anna, f"{address}check/")
    go_to_bank(anna, address)
    assert BankPayment.objects.get().description.startswith(f"{name} за август 2017")


def test_who_pays_what_another_has_just_paid_is_told_before_the_press(cast: Cast, anna: Client, address: str) -> None:
    make_link(cast.boris, cast.account)
    boris = client_of(cast.boris, cast.portal)
    choose(boris, address)
    choose(anna, address)
    bank = go_to_bank(boris, address)
    assert "По этому счёту уже начали платить 1 537,15 ₽" in read(anna, f"{address}check/")
    boris.post(bank, {"card": PAID})
    choose(anna, address, what="other", sum="100")
    assert "По этому счёту уже начали платить" in read(anna, f"{address}check/")
    boris.get(f"{address}{PaymentOrder.objects.get().public_id}/")
    assert "По этому счёту только что заплатили 1 537,15 ₽" in read(anna, f"{address}check/")


def test_the_return_page_tells_a_payer_who_has_unlinked_the_account(cast: Cast, anna: Client, address: str) -> None:
    choose(anna, address)
    back = f"{address}{{}}/"
    bank = go_to_bank(anna, address)
    AccountLink.objects.filter(user=cast.anna).update(state=LinkState.REVOKED)
    anna.post(bank, {"card": PAID})
    page = back.format(PaymentOrder.objects.get().public_id)
    assert "Платёж прошёл 1 537,15 ₽ зачислены на счёт 551412" in read(anna, page)
    assert Payment.objects.count() == 1
    assert client_of(cast.boris, cast.portal).get(page).status_code == 404
    assert anna.get(page.replace(str(cast.account.pk), str(cast.boris_account.pk), 1)).status_code == 404


def test_a_known_payer_is_folded_and_an_unknown_one_is_not(cast: Cast, anna: Client, address: str) -> None:
    settings = cast.organization.settings
    settings.payer_fields = [PayerField.SURNAME, PayerField.GIVEN_NAME, PayerField.ADDRESS]
    settings.save()
    assert re.search(r'<details class="card card--flush payer" id="payer" open>', anna.get(address).content.decode())
    cast.account.holder_name = "Петрова Анна Ильинична"
    cast.account.save()
    page = anna.get(address).content.decode()
    assert '<details class="card card--flush payer" id="payer">' in page
    assert "Плательщик: Петрова Анна" in words_of(page)


def test_a_bank_that_did_not_tell_its_page_is_asked_again_under_the_same_number(
    anna: Client, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    choose(anna, address)
    begin = SandboxProvider.start
    monkeypatch.setattr(SandboxProvider, "start", _unclear)
    key = form_key(anna, address)
    page = anna.post(f"{address}start/", {"form_key": key})["location"]
    assert "Страница банка не открылась?" in read(anna, page)
    monkeypatch.setattr(SandboxProvider, "start", begin)
    assert anna.post(f"{address}start/", {"form_key": key})["location"].startswith("/bank/")
    assert PaymentAttempt.objects.count() == 1 == BankPayment.objects.count()


def _unclear(provider: SandboxProvider, payment: StartPayment) -> StartedPayment:
    raise ProviderError("processing", retryable=True)


def test_links_follow_the_chosen_services_and_not_the_whole_bill(cast: Cast, anna: Client, address: str) -> None:
    settings = cast.organization.settings
    settings.payment_targets = [PaymentTarget.BY_SERVICE]
    settings.payment_links = [
        {"title": "Система Город", "url": "https://gorod.example/"},
        {"title": "Банк", "url": "https://bank.example/?ls={account}&s={sum}&k={kopecks}"},
    ]
    settings.save()
    page = anna.post(address, {"what": "some", "services": [], "how": "x"}).content.decode()
    assert "укажите там счёт" in words_of(page)
    assert "и сумму" not in words_of(page)  # nothing is chosen, so no sum is told
    page = anna.get(address).content.decode()
    found = re.search(r'data-fee-link="([^"]+)"', page)
    assert found is not None
    assert found[1].endswith("&amp;s={sum}&amp;k={kopecks}")
    assert "{account}" not in found[1]
