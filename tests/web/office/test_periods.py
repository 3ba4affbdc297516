import pytest
from django.test import Client
from django.urls import reverse

from kvita.billing.enums import PeriodState
from kvita.billing.models import Statement
from kvita.core.models import AuditEntry
from kvita.housing.enums import StaffRole
from tests.actors import Cast, client_of, make_cast
from tests.factories import make_staff, make_statement

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast() -> Cast:
    return make_cast()


@pytest.fixture
def vera(cast: Cast) -> Client:
    return client_of(cast.vera, cast.portal)


def act_url(statement: Statement, act: str = "publish") -> str:
    return reverse("admin:billing_period_act", args=[statement.period_id, act])


def test_the_page_shows_what_will_be_published_and_then_publishes_it(cast: Cast, vera: Client) -> None:
    statement = make_statement(cast.account, state=PeriodState.OPEN)
    page = vera.get(act_url(statement))
    assert page.status_code == 200
    assert "100,00\u00a0₽" in page.content.decode()

    answer = vera.post(act_url(statement))

    assert answer.status_code == 302
    statement.period.refresh_from_db()
    assert statement.period.state == PeriodState.PUBLISHED
    entry = AuditEntry.objects.get(action="billing.publish_period")
    assert entry.actor_id == cast.vera.pk


def test_a_refusal_is_told_on_the_page(cast: Cast, vera: Client) -> None:
    statement = make_statement(cast.account, state=PeriodState.OPEN)
    answer = vera.post(act_url(statement, "close"))
    assert answer.status_code == 409
    assert "Сначала опубликуйте" in answer.content.decode()


def test_staff_of_another_organization_cannot_even_see_the_month(cast: Cast) -> None:
    statement = make_statement(cast.account, state=PeriodState.OPEN)
    gleb = client_of(cast.gleb, cast.portal)
    assert gleb.get(act_url(statement)).status_code == 404
    assert gleb.post(act_url(statement)).status_code == 404


def test_an_operator_may_look_but_not_publish(cast: Cast) -> None:
    statement = make_statement(cast.account, state=PeriodState.OPEN)
    operator = client_of(make_staff(cast.organization, role=StaffRole.OPERATOR), cast.portal)
    assert operator.get(reverse("admin:billing_billingperiod_changelist")).status_code == 200
    assert operator.post(act_url(statement)).status_code == 403


@pytest.mark.parametrize("who", ["anna", None])
def test_residents_and_strangers_are_sent_to_the_office_sign_in(cast: Cast, who: str | None) -> None:
    statement = make_statement(cast.account, state=PeriodState.OPEN)
    client = client_of(getattr(cast, who) if who else None, cast.portal)
    answer = client.post(act_url(statement))
    assert answer.status_code == 302
    assert "/office/login/" in answer.headers["Location"]
