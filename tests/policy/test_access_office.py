"""The back-office, address by address: the accountant of an organisation, one of another, residents, nobody."""

import pytest
from django.contrib import admin
from django.db.models import Model
from django.test import Client
from django.urls import reverse

from kvita.accounts.models import AccountLink, BillingAccount
from kvita.billing.models import BillingPeriod, Statement
from kvita.config.urls import build_urls
from kvita.core.models import AuditEntry
from kvita.exchange.enums import ImportKind
from kvita.exchange.models import ImportBatch
from kvita.housing.models import Building, City, ManagingOrganization, Payee, Portal, Premise, Supplier
from kvita.identity.models import Consent, Throttle, User
from kvita.metering.models import Meter, SubmissionRule
from kvita.payments.models import Payment, PaymentAttempt
from kvita.payments.services import open_attempt
from kvita.publications.models import Announcement
from kvita.remittances.models import RemittanceLayout
from kvita.service_requests.models import SupportQuestion
from kvita.tariffs.models import Norm, Service, Tariff
from tests.factories import NOW, make_announcement, make_norm, make_rate, make_rule, make_service
from tests.policy.routes import walk
from tests.policy.sources import expect_none
from tests.policy.world import World

pytestmark = pytest.mark.django_db

NOBODYS = "nobody's"  # the administrator of the installation alone
# Each holds what stands before it. Nobody but the administrator deletes: what is wrong is corrected, what is old ends.
LOOK, EDIT, WRITE = "look", "change", "add and change"
# What an accountant may do with the rows of her own organisation. To rows of another she comes in no way.
MODELS: dict[type[Model], str] = {
    AuditEntry: NOBODYS,
    User: NOBODYS,
    Throttle: NOBODYS,
    Consent: NOBODYS,
    City: NOBODYS,
    ManagingOrganization: EDIT,
    Portal: EDIT,
    Payee: WRITE,
    Supplier: WRITE,
    Building: WRITE,
    Premise: WRITE,
    BillingAccount: WRITE,
    AccountLink: LOOK,
    Service: WRITE,
    Tariff: WRITE,
    Norm: WRITE,
    Meter: WRITE,
    SubmissionRule: WRITE,
    BillingPeriod: EDIT,
    Statement: LOOK,
    Payment: LOOK,
    PaymentAttempt: LOOK,
    Announcement: WRITE,
    SupportQuestion: LOOK,
    ImportBatch: LOOK,
    RemittanceLayout: WRITE,
}
PAGES = ("changelist", "add", "change", "delete", "history")
# Addresses that belong to no model: what staff, residents and strangers get.
SITE = {
    "index": "200",
    "login": "home",
    "logout": "405",  # by a form only
    "password_change": "200",
    "password_change_done": "200",
    "autocomplete": "403",  # without saying for which field
    "jsi18n": "200",
    "search": "200",
    "view_on_site": "404",
    "app_list": "404",
}
ACTS = ("publish", "withdraw", "close")


@pytest.fixture(autouse=True)
def rows_of_all_kinds(world: World) -> None:
    organization = world.cast.organization
    open_attempt(order_id=world.order.pk, provider_key="sandbox", now=NOW)
    make_announcement(organization, "Отключат воду")
    make_rate(make_service(organization), "18.84", NOW.date())
    make_norm(make_service(organization), "4.2")
    make_rule(organization, make_service(organization), 15, 20)
    Supplier.objects.create(organization=organization, name="Водоканал")
    ImportBatch.objects.create(
        organization=organization, kind=ImportKind.STATEMENTS, file_name="charges.csv", file_size=1, created_at=NOW
    )
    Consent.objects.create(kind="TERMS", title="Условия", version="1", text="…", agreed_at=NOW)
    Throttle.objects.create(scope="SIGN_IN", key="user:1", count=1, limit=9, window_started_at=NOW, window_ends_at=NOW)
    RemittanceLayout.objects.create(organization=organization, title="Банк", columns={"account": 1})
    AuditEntry.objects.create(at=NOW, actor_kind="system", action="test")
    SupportQuestion.objects.create(portal=world.cast.portal, contact="a@example.ru", text="Как войти?", asked_at=NOW)


def name_of(model: type[Model], page: str) -> str:
    return f"admin:{model._meta.app_label}_{model._meta.model_name}_{page}"


def row_of(model: type[Model], world: World) -> Model:
    """Return a row of Vera's organisation."""
    own = {ManagingOrganization: world.cast.organization, Portal: world.cast.portal, User: world.cast.anna}
    found = own.get(model) or model._default_manager.order_by("pk").first()
    assert found is not None, f"the world has no {model.__name__}"
    return found


def status(client: Client, model: type[Model], page: str, world: World) -> str:
    arguments = [row_of(model, world).pk] if page in ("change", "delete", "history") else []
    answer = client.get(reverse(name_of(model, page), args=arguments))
    location = answer.headers.get("Location", "")
    if location.startswith("/office/login/"):
        return "login"
    return "unknown" if location == "/office/" else str(answer.status_code)


def expected(rights: str, page: str) -> str:
    if rights == NOBODYS:
        return "403"
    allowed = ("changelist", "change", "history", *(("add",) if rights == WRITE else ()))
    return "200" if page in allowed else "403"


def test_every_address_is_known() -> None:
    found = {route.name for route in walk(build_urls(demo=True)) if route.name.startswith("admin:")}
    known = {name_of(model, page) for model in MODELS for page in PAGES}
    known |= {f"admin:{name}" for name in SITE} | {"admin:billing_period_act"}
    known |= {name_of(BillingPeriod, act) for act in ACTS}
    # Django's own without a name: an old form of the address of a row, and the catch-all that adds a slash.
    named = {name for name in found if not name.endswith(("/", "$"))}
    expect_none(named ^ known, hint="say here who may use it, or take it out:")
    assert set(MODELS) == set(admin.site._registry)


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)
def test_an_accountant_has_her_own_rows(world: World, model: type[Model]) -> None:
    vera = world.client("staff")
    answers = {page: status(vera, model, page, world) for page in PAGES}
    assert answers == {page: expected(MODELS[model], page) for page in PAGES}


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)
def test_only_what_may_be_changed_can_be_sent(world: World, model: type[Model]) -> None:
    path = reverse(name_of(model, "change"), args=[row_of(model, world).pk])
    refused = world.client("staff").post(path).status_code == 403
    assert refused == (MODELS[model] in (NOBODYS, LOOK))


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)
def test_an_accountant_of_another_organization_does_not_reach_them(world: World, model: type[Model]) -> None:
    gleb = world.client("other_staff")
    answers = {page: status(gleb, model, page, world) for page in ("change", "delete", "history")}
    assert set(answers.values()) <= {"unknown", "403", "404"}, answers


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)
def test_residents_and_strangers_are_sent_to_the_office_sign_in(world: World, model: type[Model]) -> None:
    for person in ("owner", "stranger", "guest"):
        client = world.client(person)
        assert {status(client, model, page, world) for page in PAGES} == {"login"}, person


@pytest.mark.parametrize("act", ACTS)
def test_acts_on_months(world: World, act: str) -> None:
    path = reverse("admin:billing_period_act", args=[row_of(BillingPeriod, world).pk, act])
    shortcut = reverse(name_of(BillingPeriod, act), args=[row_of(BillingPeriod, world).pk])
    statuses = {
        person: world.client(person).get(path).status_code for person in ("staff", "other_staff", "owner", "guest")
    }
    assert statuses == {"staff": 200, "other_staff": 404, "owner": 302, "guest": 302}
    for person in ("owner", "guest"):
        assert world.client(person).get(shortcut).headers["Location"].startswith("/office/login/")


@pytest.mark.parametrize("page", SITE)
def test_pages_of_no_model(world: World, page: str) -> None:
    arguments: dict[str, list[int | str]] = {"view_on_site": [1, 1], "app_list": ["core"]}
    path = reverse(f"admin:{page}", args=arguments.get(page, []))
    answer = world.client("staff").get(path)
    told = (
        "home" if answer.headers.get("Location") in ("/office/", reverse("office:start")) else str(answer.status_code)
    )
    assert told == SITE[page]


@pytest.mark.parametrize("act", [*(f"add {model.__name__}" for model in MODELS), *ACTS])
def test_nothing_is_changed_without_the_token_of_a_form(world: World, act: str) -> None:
    word, _, name = act.partition(" ")
    if word == "add":
        model = next(model for model in MODELS if model.__name__ == name)
        path = reverse(name_of(model, "add"))
    else:
        path = reverse("admin:billing_period_act", args=[row_of(BillingPeriod, world).pk, act])
    assert world.client("staff", enforce_csrf_checks=True).post(path).status_code == 403
