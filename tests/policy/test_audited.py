"""Every way in which staff and programs write leaves an entry with what was and what became."""

from typing import Any

import pytest
from django.contrib import admin
from django.core.management import call_command
from django.db.models import Model
from django.test import RequestFactory
from django.urls import reverse

from kvita.__main__ import OURS
from kvita.core.audit.pages import SECRET_COLUMNS, AuditedAdmin, difference, stored_values
from kvita.core.models import AuditEntry
from kvita.housing.enums import StaffRole
from kvita.housing.models import (
    WAY_IN_SETTINGS,
    ManagingOrganization,
    OrganizationSettings,
    Portal,
    PortalSettings,
    StaffAssignment,
    Supplier,
)
from kvita.identity.models import Throttle, User
from kvita.tariffs.models import Rate, Service, Tariff
from tests.actors import client_of
from tests.factories import (
    NOW,
    make_announcement,
    make_norm,
    make_rate,
    make_rule,
    make_service,
    make_staff,
)
from tests.policy.forms import filled
from tests.policy.world import World

pytestmark = pytest.mark.django_db

WRITTEN = [model for model, page in admin.site._registry.items() if isinstance(page, AuditedAdmin)]
# One field of each page that may be changed, and what is typed there.
TYPED = {
    "housing.managingorganization": ("phone", "8 800 000-00-00"),
    "housing.portal": ("support_phone", "8 800 000-00-00"),
    "housing.payee": ("product_code", "42"),
    "housing.supplier": ("phone", "8 800 000-00-00"),
    "housing.city": ("region", "Татарстан"),
    "housing.building": ("built_year", "1986"),
    "housing.premise": ("entrance", "3"),
    "accounts.billingaccount": ("holder_name", "Иванова Анна Петровна"),
    "tariffs.service": ("position", "77"),
    "tariffs.tariff": ("title", "Дневной"),
    "tariffs.norm": ("title", "С ванной"),
    "metering.meter": ("place", "кухня"),
    "metering.submissionrule": ("to_day", "21"),
    "billing.billingperiod": ("pay_by", "2017-09-20"),
    "publications.announcement": ("text", "Воды не будет до вечера."),
    "remittances.remittancelayout": ("width", "9"),
    "identity.user": ("name", "Анна Петровна"),
}


@pytest.fixture(autouse=True)
def rows_of_all_kinds(world: World) -> None:
    organization = world.cast.organization
    make_announcement(organization, "Отключат воду")
    make_rate(make_service(organization), "18.84", NOW.date())
    make_norm(make_service(organization), "4.2")
    make_rule(organization, make_service(organization), 15, 20)
    Supplier.objects.create(organization=organization, name="Водоканал")
    User.objects.filter(pk=world.cast.vera.pk).update(name="Вера")


@pytest.fixture
def root(world: World) -> Any:
    User.objects.filter(login="root").delete()
    return client_of(User.objects.create_superuser("root", password=None), world.cast.portal)


def path_of(model: type[Model], page: str, *arguments: Any) -> str:
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{page}", args=arguments)


def entries(row: Model, action: str) -> list[dict[str, Any]]:
    found = AuditEntry.objects.filter(object_type=row._meta.label_lower, object_id=str(row.pk), action=action)
    return [entry.changes for entry in found]


def test_every_page_that_changes_something_is_audited() -> None:
    plain = [model._meta.label for model, page in admin.site._registry.items() if not isinstance(page, AuditedAdmin)]
    assert plain == ["core.AuditEntry"]  # which nobody changes


def _model(label: str) -> type[Model]:
    return next(model for model in admin.site._registry if model._meta.label_lower == label)


@pytest.mark.parametrize("label", TYPED)
def test_a_changed_row_is_told_with_before_and_after(world: World, root: Any, label: str) -> None:
    model, (field, value) = _model(label), TYPED[label]
    own = {"housing.managingorganization": world.cast.organization, "housing.portal": world.cast.portal}
    if label == "remittances.remittancelayout":
        own[label] = model._default_manager.create(
            organization=world.cast.organization, title="Банк", columns={"account": 1, "amount": 2, "paid_on": 3}
        )
    row = own.get(label) or model._default_manager.order_by("pk").first()
    assert row is not None
    before = stored_values(row)[field]
    path = path_of(model, "change", row.pk)
    answer = root.post(path, filled(root.get(path).content.decode(), **{field: value}))
    assert answer.status_code == 302, answer.context["adminform"].form.errors
    (told,) = entries(row, "office.changed")
    assert told == {field: [before, stored_values(row)[field]]}
    assert str(told[field][1]) == value


def test_the_table_above_names_every_page_with_a_form() -> None:
    request = RequestFactory().get("/")
    request.user = User(is_staff=True, is_superuser=True)
    pages = admin.site._registry.items()
    forms = {model._meta.label_lower for model, page in pages if page.has_change_permission(request)}
    assert forms == set(TYPED)


def test_settings_of_a_portal_are_told(world: World, root: Any) -> None:
    path = path_of(Portal, "change", world.cast.portal.pk)
    settings = PortalSettings.objects.get(portal=world.cast.portal)
    sent = filled(root.get(path).content.decode(), **{"settings-0-accounts_per_user": "7"})
    assert root.post(path, sent).status_code == 302
    (told,) = entries(settings, "office.changed")
    assert told["accounts_per_user"] == [None, 7]
    entry = AuditEntry.objects.get(object_type="housing.portalsettings")
    assert (entry.organization_id, entry.actor_kind) == (world.cast.organization.pk, "staff")


def test_settings_and_roles_of_an_organization_are_told(world: World, root: Any) -> None:
    path = path_of(ManagingOrganization, "change", world.cast.organization.pk)
    role = StaffAssignment.objects.get(user=world.cast.vera)
    sent = filled(root.get(path).content.decode(), **{"settings-0-reading_window_to": "27"})
    prefix = next(name.removesuffix("-id") for name, value in sent.items() if value == [str(role.pk)] and "-id" in name)
    sent[f"{prefix}-role"] = [StaffRole.DIRECTOR]
    assert root.post(path, sent).status_code == 302
    settings = OrganizationSettings.objects.get(organization=world.cast.organization)
    assert entries(settings, "office.changed")[0]["reading_window_to"] == [25, 27]
    assert entries(role, "office.changed") == [{"role": ["ACCOUNTANT", "DIRECTOR"]}]


def test_added_and_removed_rows_of_an_inline_are_told(world: World, root: Any) -> None:
    tariff = Tariff.objects.get(service__organization=world.cast.organization)
    rate = Rate.objects.get(tariff=tariff)
    path = path_of(Tariff, "change", tariff.pk)
    sent = filled(root.get(path).content.decode(), **{"rates-0-DELETE": "on", "rates-TOTAL_FORMS": "2"})
    sent |= {"rates-1-tariff": [str(tariff.pk)], "rates-1-amount": ["20.10"], "rates-1-valid_from": ["2026-01-01"]}
    answer = root.post(path, sent)
    assert answer.status_code == 302, [one.formset.errors for one in answer.context["inline_admin_formsets"]]
    (gone,) = entries(rate, "office.deleted")
    assert gone["amount"] == ["18.840000", None]
    (new,) = entries(Rate.objects.get(tariff=tariff), "office.added")
    assert new["amount"] == [None, "20.100000"]


def test_a_deleted_row_is_told_with_all_that_goes_with_it(world: World, root: Any) -> None:
    service = make_service(world.cast.organization, "Домофон")
    tariff = Tariff.objects.create(service=service, title="Один")
    assert root.post(path_of(Service, "delete", service.pk), {"post": "yes"}).status_code == 302
    for row, name in ((service, "Домофон"), (tariff, "Один")):
        entry = AuditEntry.objects.get(action="office.deleted", object_type=row._meta.label_lower)
        assert name in {pair[0] for pair in entry.changes.values()}
        assert entry.organization_id == world.cast.organization.pk


def test_many_rows_deleted_at_once_are_told(world: World, root: Any) -> None:
    rows = [Supplier.objects.create(organization=world.cast.organization, name=name) for name in ("Один", "Два")]
    sent = {"action": "delete_selected", "_selected_action": [row.pk for row in rows], "post": "yes"}
    assert root.post(path_of(Supplier, "changelist"), sent).status_code == 302
    assert {entries(row, "office.deleted")[0]["name"][0] for row in rows} == {"Один", "Два"}


def test_a_lifted_lock_is_told(world: World, root: Any) -> None:
    lock = Throttle.objects.create(
        scope="SIGN_IN", key="user:1", count=12, limit=9, window_started_at=NOW, window_ends_at=NOW
    )
    root.post(path_of(Throttle, "changelist"), {"action": "lift", "_selected_action": [lock.pk]})
    assert entries(lock, "office.changed") == [{"count": [12, 0]}]


def test_an_administrator_made_on_the_console_is_told(
    db: None, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DJANGO_SUPERUSER_PASSWORD", "длинный-пароль-42")
    call_command(OURS["createsuperuser"], interactive=False, username="boss")
    boss = User.objects.get(login="boss")
    assert boss.check_password("длинный-пароль-42")
    (told,) = entries(boss, "identity.create_superuser")
    assert told["is_superuser"] == [None, True]
    assert "длинный" not in str(told)


def test_secrets_are_not_told(world: World) -> None:
    user = world.cast.anna
    assert user.password not in str(stored_values(user))
    assert "password" in SECRET_COLUMNS
    assert difference({"a": 1}, {"a": 1}) == {}


def test_a_row_that_moves_is_told_in_both_logs(world: World, root: Any) -> None:
    supplier = Supplier.objects.get(organization=world.cast.organization)
    path = path_of(Supplier, "change", supplier.pk)
    sent = filled(root.get(path).content.decode(), organization=world.cast.other_organization.pk)
    assert root.post(path, sent).status_code == 302
    both = AuditEntry.objects.filter(object_type="housing.supplier").values_list("organization_id", flat=True)
    assert set(both) == {world.cast.organization.pk, world.cast.other_organization.pk}


# Who may let people in ------------------------------------------------------------------------------------------------


def test_every_setting_of_the_way_in_is_known() -> None:
    titled = {
        field.name
        for field in PortalSettings._meta.get_fields()
        if str(getattr(field, "verbose_name", "")).partition(":")[0] in {f"D{number}" for number in range(1, 12)}
    }
    assert titled <= WAY_IN_SETTINGS
    assert {field.name for field in PortalSettings._meta.get_fields()} >= WAY_IN_SETTINGS


@pytest.mark.parametrize(
    ("role", "way_in", "rest"),
    [
        (StaffRole.ACCOUNTANT, False, True),
        (StaffRole.DIRECTOR, True, False),
        (StaffRole.ADMINISTRATOR, True, True),
    ],
)
def test_who_lets_people_in_is_not_the_accountants(world: World, role: StaffRole, way_in: bool, rest: bool) -> None:
    portal, person = world.cast.portal, make_staff(world.cast.organization, f"the-{role}", role)
    browser, path = client_of(person, portal), path_of(Portal, "change", portal.pk)
    sent = filled(browser.get(path).content.decode())
    sent |= {"settings-0-accounts_per_user": ["3"], "settings-0-user_deletion_hold_days": ["11"]}
    sent |= {"support_phone": ["8 800 000-00-00"]}
    assert browser.post(path, sent).status_code == 302
    settings = PortalSettings.objects.get(portal=portal)
    assert (settings.accounts_per_user == 3) == way_in
    assert (settings.user_deletion_hold_days == 11) == rest
    assert (Portal.objects.get(pk=portal.pk).support_phone == "8 800 000-00-00") == rest


@pytest.mark.parametrize("role", [StaffRole.DISPATCHER, StaffRole.OPERATOR, StaffRole.REGISTRAR])
def test_the_rest_of_the_staff_changes_nothing_of_a_portal(world: World, role: StaffRole) -> None:
    browser = client_of(make_staff(world.cast.organization, f"the-{role}", role), world.cast.portal)
    assert browser.post(path_of(Portal, "change", world.cast.portal.pk), {"name": "x"}).status_code == 403


# A portal without settings --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("model", [Portal, ManagingOrganization])
def test_who_is_saved_with_untouched_settings_has_them(world: World, root: Any, model: type[Model]) -> None:
    sent = filled(root.get(path_of(model, "add")).content.decode(), slug="new", name="Новый", host="new.localhost")
    sent |= {"organizations": [str(world.cast.organization.pk)]} if model is Portal else {}
    answer = root.post(path_of(model, "add"), sent)
    assert answer.status_code == 302, answer.context["adminform"].form.errors
    row: Any = model._default_manager.get(slug="new")
    kind = PortalSettings if model is Portal else OrganizationSettings
    assert kind.objects.filter(pk=row.pk).count() == 1
    assert entries(row.settings, "office.added")


def test_missing_settings_are_the_defaults_everywhere(world: World, root: Any) -> None:
    portal = Portal.objects.create(slug="bare", name="Голый", host="bare.localhost")
    portal.organizations.set([world.cast.organization])
    guest = client_of(None, portal)
    assert guest.get(reverse("site:login")).status_code == 200
    assert guest.get(reverse("joining:register")).status_code == 200
    assert root.get(reverse("office:way_in")).status_code == 200
    assert root.get(reverse("office:way_in_of", args=[portal.pk])).status_code == 200
    path = path_of(Portal, "change", portal.pk)
    assert root.post(path, filled(root.get(path).content.decode())).status_code == 302
    assert PortalSettings.objects.filter(portal=portal).exists()
    bare = ManagingOrganization.objects.create(slug="bare", name="Голая")
    assert bare.settings.reading_window_to == 25
