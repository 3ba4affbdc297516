"""What a payment is for is said in one way on the pages, at the bank, in the payment QR and on the bill."""

import pytest
from django.test import Client

from kvita.billing.documents import bill_document, payment_purpose
from kvita.billing.selectors import paid_for
from kvita.calc.payment_qr import read_payment_qr
from kvita.calc.period import Month
from kvita.housing.enums import AccountKind
from kvita.housing.models import Payee
from kvita.integrations.acquiring.sandbox.models import BankPayment
from kvita.remittances.formats.purpose import read_purpose
from kvita.tariffs.enums import ServiceKind
from tests.actors import Cast, client_of, make_cast
from tests.factories import AUGUST, Line, make_payee, make_service, make_statement
from tests.web.resident.pages import read
from tests.web.resident.paying import choose, go_to_bank

pytestmark = pytest.mark.usefixtures("demo_addresses")


@pytest.fixture
def cast(db: None) -> Cast:
    return make_cast()


@pytest.fixture
def main(cast: Cast) -> Payee:
    return make_payee(cast.organization)


@pytest.fixture
def fund(cast: Cast) -> Payee:
    """A payee of its own for capital repair and the penalty on it."""
    fund = make_payee(cast.organization, name="Фонд", is_default=False)
    make_service(cast.organization, "Капремонт МКД", kind=ServiceKind.CAPITAL_REPAIR, payee=fund)
    make_service(cast.organization, "Пени на капремонт", kind=ServiceKind.PENALTY, payee=fund)
    return fund


@pytest.mark.parametrize(
    ("kind", "told"),
    [
        (AccountKind.UTILITIES, "ЖКУ"),
        (AccountKind.RENT, "Наём"),
        (AccountKind.CAPITAL_REPAIR, "Взнос на капитальный ремонт"),
        (AccountKind.OTHER, "ЖКУ"),
    ],
)
def test_an_account_of_one_kind_is_paid_for_it(cast: Cast, main: Payee, kind: AccountKind, told: str) -> None:
    cast.account.kind = kind
    cast.account.save()
    statement = make_statement(cast.account, AUGUST, [Line("Плата", charged="100")])
    purpose = f"{told} за август 2017, лицевой счёт 551412"
    assert payment_purpose(cast.account, main, Month(2017, 8)).replace("\u00a0", " ") == purpose
    (payee,) = bill_document(cast.account, statement).payees
    assert dict(read_payment_qr(payee.qr).fields)["Purpose"].replace("\u00a0", " ") == purpose
    assert read_purpose(purpose).account == "551412"  # and the bank file with it is understood
    anna: Client = client_of(cast.anna, cast.portal)
    address = f"/a/{cast.account.pk}/pay/"
    assert f"За что {told} за август 2017" in choose(anna, address)
    go_to_bank(anna, address)
    assert BankPayment.objects.get().description.startswith(f"{told} за август 2017")
    assert f"Назначение платежа {purpose}" in read(anna, f"/a/{cast.account.pk}/pay/requisites/")


def test_a_payee_of_one_kind_is_paid_for_it_and_the_main_one_for_the_rest(cast: Cast, main: Payee, fund: Payee) -> None:
    assert paid_for(cast.account, fund) == "Взнос на капитальный ремонт"
    assert paid_for(cast.account, main) == "ЖКУ"


def test_a_few_services_are_named_and_many_are_not(cast: Cast, main: Payee) -> None:
    heat = make_payee(cast.organization, name="Тепло", is_default=False)
    names = [make_service(cast.organization, name, payee=heat).name for name in ("Отопление", "Горячая вода")]
    assert paid_for(cast.account, heat) == "Горячая вода, Отопление"
    keys = [service.pk for service in cast.organization.services.filter(name__in=names)]
    assert paid_for(cast.account, main, keys) == "Горячая вода, Отопление"
    more = [make_service(cast.organization, f"Ещё {number}", payee=heat).pk for number in range(2)]
    assert paid_for(cast.account, heat) == paid_for(cast.account, main, [*keys, *more]) == "ЖКУ"
