"""Fields, filters and inlines of every staff form, with two organisations and one person of both.

Vera keeps the books of the first organisation and answers the telephone of the second: there she looks, and no more.
"""

import uuid
from collections.abc import Iterator
from typing import Any

import pytest
from django.contrib import admin
from django.db.models import Model
from django.forms import Form, ModelChoiceField
from django.test import RequestFactory
from django.urls import reverse

from kvita.accounts.models import BillingAccount
from kvita.core.audit import Actor
from kvita.exchange.models import ImportBatch
from kvita.housing.admin import OfficeAdmin
from kvita.housing.admin.rows import OwnRowsFilter, follow
from kvita.housing.enums import StaffRole
from kvita.housing.models import Building, ManagingOrganization, Payee, Portal, StaffAssignment, Supplier
from kvita.identity.models import STAFF_REALM, User
from kvita.metering.models import Meter
from kvita.payments.services import PaymentWish, open_attempt, place_order
from kvita.publications.models import Announcement
from kvita.remittances.models import RemittanceLayout
from kvita.service_requests.models import SupportQuestion
from kvita.tariffs.models import Norm, Service, Tariff
from kvita.web.office.sections import SECTIONS
from tests.actors import Cast, client_of, make_cast
from tests.factories import (
    AUGUST,
    NOW,
    make_announcement,
    make_norm,
    make_payee,
    make_payment,
    make_rate,
    make_register,
    make_rule,
    make_service,
    make_staff,
    make_statement,
    rub,
)
from tests.policy.forms import Sent, filled

pytestmark = pytest.mark.django_db

PAGES: dict[type[Model], OfficeAdmin[Any]] = {
    model: page for model, page in admin.site._registry.items() if isinstance(page, OfficeAdmin)
}
SCOPED = [model for model, page in PAGES.items() if page.organization_path is not None]
DESK = {section.key: section.allows for section in SECTIONS}
# What is refused at the desk is refused beside it: the section that shows the same.
SAME_RIGHT = {
    "payments.payment": "payments",
    "payments.paymentattempt": "payments",
    "exchange.importbatch": "import",
    "remittances.remittancelayout": "bank",
    "metering.meter": "readings",
    "accounts.accountlink": "residents",
    "accounts.billingaccount": "residents",
}


@pytest.fixture
def cast() -> Cast:
    cast = make_cast()
    for account in (cast.account, cast.daria_account):
        organization = account.organization
        make_statement(account)
        make_register(account)
        make_payee(organization, name=f"Получатель {organization.slug}")
        Supplier.objects.create(organization=organization, name="Водоканал")
        service = make_service(organization)
        make_rate(service, "18.84", NOW.date())
        make_norm(service, "4.2")
        make_rule(organization, service, 15, 20)
        make_announcement(organization, "Отключат воду")
        RemittanceLayout.objects.create(organization=organization, title="Банк", columns={"account": 1})
        ImportBatch.objects.create(organization=organization, kind="PAYMENTS", file_size=1, created_at=NOW)
        wish = PaymentWish(uuid.uuid4(), rub("100"), Payee.objects.get(organization=organization), AUGUST)
        actor = Actor(kind="resident", label="Житель")
        user = cast.anna if account == cast.account else cast.daria
        order = place_order(account=account, user=user, wish=wish, actor=actor, now=NOW)
        open_attempt(order_id=order.pk, provider_key="sandbox", now=NOW)
        make_payment(account)
    for portal in (cast.portal, cast.other_portal):
        SupportQuestion.objects.create(portal=portal, contact="a@example.ru", text="Как войти?", asked_at=NOW)
    StaffAssignment.objects.create(user=cast.vera, organization=cast.other_organization, role=StaffRole.DISPATCHER)
    return cast


def path_of(model: type[Model], page: str, *arguments: Any) -> str:
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{page}", args=arguments)


def owners(row: Model) -> set[int]:
    """Whose a row is; nobody's where the row is common to all."""
    page = admin.site._registry.get(type(row))
    path = getattr(page, "organization_path", None)
    return set() if path is None else follow(row, path)


def rows_of(model: type[Model], organization: ManagingOrganization) -> list[Model]:
    return [row for row in model._default_manager.all() if organization.pk in owners(row)]


def fields_of(answer: Any) -> Iterator[tuple[str, Any]]:
    """Every field of a page's form and of the empty rows of its inlines."""
    forms: list[Form] = [answer.context["adminform"].form]
    forms += [inline.formset.empty_form for inline in answer.context["inline_admin_formsets"]]
    for form in forms:
        for name, field in form.fields.items():
            yield f"{type(form).__name__}.{name}", field


def foreign_choices(answer: Any, allowed: set[int]) -> list[str]:
    return [
        f"{name}: {row}"
        for name, field in fields_of(answer)
        if isinstance(field, ModelChoiceField)
        for row in field.queryset or ()
        if not owners(row) <= allowed
    ]


@pytest.mark.parametrize("model", SCOPED, ids=lambda model: model._meta.label_lower)
def test_no_field_offers_rows_of_an_organization_where_one_only_looks(cast: Cast, model: type[Model]) -> None:
    vera, mine = client_of(cast.vera, cast.portal), {cast.organization.pk}
    paths = [path_of(model, "change", row.pk) for row in rows_of(model, cast.organization)]
    for path in [*paths, path_of(model, "add")]:
        answer = vera.get(path)
        if answer.status_code == 200:
            assert foreign_choices(answer, mine) == [], path
    assert paths, "the world has no row of this kind"


@pytest.mark.parametrize("model", SCOPED, ids=lambda model: model._meta.label_lower)
def test_the_administrator_is_offered_what_belongs_to_the_row(cast: Cast, model: type[Model]) -> None:
    root = client_of(_root(), cast.portal)
    first = (PAGES[model].organization_path or "").split("__")[0]
    for row in rows_of(model, cast.organization):
        answer = root.get(path_of(model, "change", row.pk))
        found = foreign_choices(answer, owners(row))
        assert [one for one in found if f".{first}:" not in one] == []


@pytest.mark.parametrize("model", SCOPED, ids=lambda model: model._meta.label_lower)
def test_filters_name_only_organizations_that_one_sees(cast: Cast, model: type[Model]) -> None:
    third = client_of(make_staff(cast.organization, "accountant-of-one"), cast.portal)
    answer = third.get(path_of(model, "changelist"))
    assert answer.status_code == 200
    rows = [owners(row) for row in answer.context["cl"].result_list]
    assert all(cast.organization.pk in found for found in rows)
    for one in answer.context["cl"].filter_specs:
        if isinstance(one, OwnRowsFilter):
            assert {int(key) for key, _ in one.lookup_choices} <= {cast.organization.pk}
    assert cast.other_organization.name not in answer.content.decode()


@pytest.mark.parametrize("model", SCOPED, ids=lambda model: model._meta.label_lower)
def test_a_list_shows_each_row_once(cast: Cast, model: type[Model]) -> None:
    cast.portal.organizations.add(cast.other_organization)
    answer = client_of(cast.vera, cast.portal).get(path_of(model, "changelist"))
    keys = [row.pk for row in answer.context["cl"].result_list]
    assert len(keys) == len(set(keys)) > 0


@pytest.mark.parametrize(
    ("model", "field"), [(model, field) for model in SCOPED for field in PAGES[model].autocomplete_fields], ids=str
)
def test_looking_up_while_typing_finds_own_rows_only(cast: Cast, model: type[Model], field: str) -> None:
    asked = {"app_label": model._meta.app_label, "model_name": str(model._meta.model_name), "field_name": field}
    answer = client_of(cast.vera, cast.portal).get(reverse("admin:autocomplete"), asked)
    target: Any = model._meta.get_field(field).related_model
    found = [owners(target._default_manager.get(pk=one["id"])) for one in answer.json()["results"]]
    assert found
    assert all(one == {cast.organization.pk} for one in found)


def test_every_choice_of_every_form_leads_to_a_page_that_knows_whose_rows_are() -> None:
    request = RequestFactory().get("/")
    request.user = User(is_staff=True, is_superuser=True)
    unknown = [
        f"{model._meta.label}.{field.name}"
        for model in SCOPED
        for field in (*model._meta.fields, *model._meta.many_to_many)
        if field.is_relation and field.editable and field.name not in (PAGES[model].exclude or ())
        and field.name not in PAGES[model].readonly_fields
        and PAGES[model].has_add_permission(request) and field.related_model not in admin.site._registry
    ]  # fmt: skip
    assert unknown == []


@pytest.mark.parametrize("model", SCOPED, ids=lambda model: model._meta.label_lower)
def test_no_row_is_moved_into_an_organization_where_one_only_looks(cast: Cast, model: type[Model]) -> None:
    vera, path = client_of(cast.vera, cast.portal), PAGES[model].organization_path or ""
    (row, *_), (other, *_) = rows_of(model, cast.organization), rows_of(model, cast.other_organization)
    first = path.split("__")[0]
    there: Any = getattr(other, f"{first}_id", "")
    for target in (path_of(model, "change", row.pk), path_of(model, "add")):
        count = model._default_manager.count()
        page = vera.get(target)
        if page.status_code == 200 and "adminform" in page.context:
            answer = vera.post(target, filled(page.content.decode(), **({first: there} if there else {})))
            assert answer.status_code in (200, 302, 403)
        stored = model._default_manager.get(pk=row.pk)
        assert owners(stored) == {cast.organization.pk}
        assert model._default_manager.count() == count
    refused = vera.post(path_of(model, "change", other.pk), {"name": "x"})
    assert refused.status_code == 403 or refused.headers["Location"] == "/office/"  # not changed, or not even seen


@pytest.mark.parametrize("model", [Supplier, Payee, Service, Building, Announcement, RemittanceLayout])
def test_nothing_is_added_to_an_organization_where_one_only_looks(cast: Cast, model: type[Model]) -> None:
    vera = client_of(cast.vera, cast.portal)
    page = vera.get(path_of(model, "add")).content.decode()
    typed = {"name": "Новое", "title": "Новое", "street": "Новая", "text": "Новое", "unit": "шт", "separator": ";"}
    typed |= {
        "published_at_0": "2026-11-30",
        "published_at_1": "10:00",
        "columns": '{"account":1,"amount":2,"paid_on":3}',
    }
    sent: Sent = filled(page, organization=cast.other_organization.pk, **typed)
    count = model._default_manager.count()
    answer = vera.post(path_of(model, "add"), sent)
    assert answer.status_code == 200
    assert "organization" in answer.context["adminform"].form.errors
    assert model._default_manager.count() == count
    sent["organization"] = [str(cast.organization.pk)]
    assert vera.post(path_of(model, "add"), sent).status_code == 302
    assert model._default_manager.count() == count + 1


def test_an_announcement_goes_to_houses_of_its_own_organization(cast: Cast) -> None:
    row = Announcement.objects.get(organization=cast.organization)
    foreign = cast.daria_account.premise.building
    StaffAssignment.objects.create(user=cast.vera, organization=cast.other_organization, role=StaffRole.ACCOUNTANT)
    for user in (cast.vera, _root()):
        browser = client_of(user, cast.portal)
        path = path_of(Announcement, "change", row.pk)
        answer = browser.post(path, filled(browser.get(path).content.decode(), buildings=[foreign.pk]))
        assert "buildings" in answer.context["adminform"].form.errors, user
        new = filled(browser.get(path_of(Announcement, "add")).content.decode(), organization=cast.organization.pk)
        new |= {"title": ["Вода"], "text": ["Нет"], "buildings": [str(foreign.pk)]}
        new |= {"published_at_0": ["2026-11-30"], "published_at_1": ["10:00"]}
        answer = browser.post(path_of(Announcement, "add"), new)
        assert "buildings" in answer.context["adminform"].form.errors, user
    assert not Announcement.buildings.through.objects.exists()


def test_equal_names_of_two_organizations_are_told_apart(cast: Cast) -> None:
    page = client_of(_root(), cast.portal).get(path_of(Service, "add")).content.decode()
    assert f"Водоканал — {cast.organization}" in page
    assert f"Водоканал — {cast.other_organization}" in page
    service = Service.objects.get(organization=cast.organization)
    page = client_of(_root(), cast.portal).get(path_of(Service, "change", service.pk)).content.decode()
    assert page.count("Водоканал") == 1


@pytest.mark.parametrize("label", SAME_RIGHT)
def test_a_page_asks_for_the_right_that_the_desk_asks_for(label: str) -> None:
    page = next(page for model, page in PAGES.items() if model._meta.label_lower == label)
    assert page.looks is DESK[SAME_RIGHT[label]]


@pytest.mark.parametrize("role", StaffRole)
def test_what_the_desk_refuses_is_refused_beside_it(cast: Cast, role: StaffRole) -> None:
    person = client_of(make_staff(cast.organization, f"some-{role}", role), cast.portal)
    menu = person.get(reverse("admin:housing_building_changelist")).content.decode()
    for label, section in SAME_RIGHT.items():
        model = next(model for model in PAGES if model._meta.label_lower == label)
        open_there = DESK[section]([role])
        assert (person.get(path_of(model, "changelist")).status_code == 200) == open_there
        assert (f'href="{path_of(model, "changelist")}"' in menu) == open_there


def test_a_dispatcher_of_another_organization_sees_no_payments_there(cast: Cast) -> None:
    answer = client_of(cast.vera, cast.portal).get(path_of(ImportBatch, "changelist"))
    assert [row.organization_id for row in answer.context["cl"].result_list] == [cast.organization.pk]
    answer = client_of(cast.vera, cast.portal).get(path_of(Meter, "changelist"))
    assert {row.organization_id for row in answer.context["cl"].result_list} == {
        cast.organization.pk,
        cast.other_organization.pk,
    }


def test_a_shared_portal_is_changed_by_who_has_the_right_in_all_its_organizations(cast: Cast) -> None:
    cast.portal.organizations.add(cast.other_organization)
    path = path_of(Portal, "change", cast.portal.pk)
    vera = client_of(cast.vera, cast.portal)
    assert vera.get(path).status_code == 200
    assert vera.post(path, {"name": "Чужой"}).status_code == 403
    StaffAssignment.objects.create(user=cast.vera, organization=cast.other_organization, role=StaffRole.ACCOUNTANT)
    vera = client_of(cast.vera, cast.portal)
    page = vera.get(path).content.decode()
    assert page.count('name="settings-TOTAL_FORMS" value="1"') == 1
    assert vera.post(path, filled(page, support_phone="8 800 000-00-00")).status_code == 302
    assert Portal.objects.get(pk=cast.portal.pk).support_phone == "8 800 000-00-00"


def test_accounts_norms_and_tariffs_stay_with_their_organization(cast: Cast) -> None:
    """The same for rows that reach their organisation over another row."""
    root = client_of(_root(), cast.portal)
    there = {
        BillingAccount: {"premise": cast.daria_account.premise_id},
        Norm: {"building": cast.daria_account.premise.building_id},
        Service: {"supplier": Supplier.objects.get(organization=cast.other_organization).pk},
        Meter: {"account": cast.daria_account.pk},
    }
    for model, changed in there.items():
        row = rows_of(model, cast.organization)[0]
        path = path_of(model, "change", row.pk)
        answer = root.post(path, filled(root.get(path).content.decode(), **changed))
        assert set(changed) <= set(answer.context["adminform"].form.errors), model
    assert Tariff.objects.filter(service__organization=cast.organization).exists()


def _root() -> User:
    found = User.objects.filter(realm=STAFF_REALM, login="root").first()
    return found or User.objects.create_superuser("root", password=None)
