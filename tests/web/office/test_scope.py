"""Every page of the back-office: staff reach rows of their own organisation only."""

import pytest
from django.contrib import admin
from django.db.models import Model
from django.urls import reverse

from kvita.core.models import AuditEntry
from kvita.housing.enums import StaffRole
from kvita.housing.models import Payee, Supplier
from tests.actors import Cast, client_of, make_cast
from tests.factories import make_service, make_staff, make_statement

pytestmark = pytest.mark.django_db

COMMON = {"identity.user", "identity.throttle", "identity.consent", "core.auditentry", "housing.city"}
OURS = [model for model in admin.site._registry if model._meta.app_config.name.startswith("kvita.")]


@pytest.fixture
def cast() -> Cast:
    cast = make_cast()
    for account in (cast.account, cast.daria_account):
        make_statement(account)
        Payee.objects.create(organization=account.organization, name=f"Получатель {account}")
    return cast


@pytest.mark.parametrize("model", OURS, ids=lambda model: model._meta.label_lower)
def test_lists_open_for_own_staff_and_hold_no_row_of_others(cast: Cast, model: type[Model]) -> None:
    url = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")
    vera = client_of(cast.vera, cast.portal)
    if model._meta.label_lower in COMMON:
        assert vera.get(url).status_code == 403
        return
    answer = vera.get(url)
    assert answer.status_code == 200
    for row in model._default_manager.all():
        change = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_change", args=[row.pk])
        own = vera.get(change).status_code == 200
        other = client_of(cast.gleb, cast.portal).get(change).status_code == 200
        assert not (own and other), f"{row!r} is open to staff of two organisations"


def test_a_changed_row_leaves_old_and_new_values(cast: Cast) -> None:
    supplier = Supplier.objects.create(organization=cast.organization, name="Водоканал")
    vera = client_of(cast.vera, cast.portal)
    url = reverse("admin:housing_supplier_change", args=[supplier.pk])
    data = {"organization": cast.organization.pk, "name": "МУП «Водоканал»", "inn": "", "phone": ""}
    assert vera.post(url, data).status_code == 302
    entry = AuditEntry.objects.get(action="office.changed")
    assert entry.changes == {"name": ["Водоканал", "МУП «Водоканал»"]}
    assert entry.actor_id == cast.vera.pk


def test_forms_do_not_offer_rows_of_other_organizations(cast: Cast) -> None:
    service = make_service(cast.organization)
    page = client_of(cast.vera, cast.portal).get(reverse("admin:tariffs_service_change", args=[service.pk]))
    assert f"Получатель {cast.account}" in page.content.decode()
    assert f"Получатель {cast.daria_account}" not in page.content.decode()


def test_a_forged_organization_is_refused(cast: Cast) -> None:
    vera = client_of(cast.vera, cast.portal)
    data = {"organization": cast.other_organization.pk, "name": "Чужой", "inn": "", "phone": ""}
    answer = vera.post(reverse("admin:housing_supplier_add"), data)
    assert answer.status_code == 200
    assert not Supplier.objects.filter(name="Чужой").exists()


def test_those_who_only_look_cannot_change(cast: Cast) -> None:
    supplier = Supplier.objects.create(organization=cast.organization, name="Водоканал")
    dispatcher = client_of(make_staff(cast.organization, role=StaffRole.DISPATCHER), cast.portal)
    url = reverse("admin:housing_supplier_change", args=[supplier.pk])
    assert dispatcher.get(url).status_code == 200
    assert dispatcher.post(url, {"organization": cast.organization.pk, "name": "Иное"}).status_code == 403


def test_the_office_page_runs_scripts_of_this_host_only(cast: Cast) -> None:
    answer = client_of(cast.vera, cast.portal).get(reverse("admin:index"))
    policy = answer.headers["Content-Security-Policy"]
    scripts = next(part for part in policy.split(";") if "script-src" in part)
    assert scripts.split()[1:] == ["'self'", "'unsafe-eval'"]
