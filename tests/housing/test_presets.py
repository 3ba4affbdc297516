"""Presets: complete, valid, the same after a second call, and what the manuals ask for."""

from typing import Any

import pytest

from kvita.core.errors import DomainError
from kvita.housing import enums as e
from kvita.housing.models import ManagingOrganization, OrganizationSettings, Portal, PortalSettings
from kvita.housing.presets import PRESETS
from kvita.housing.services import apply_preset
from tests.factories import make_organization, make_portal

pytestmark = pytest.mark.django_db


@pytest.fixture
def organization() -> ManagingOrganization:
    return make_organization("solnechny")


@pytest.fixture
def portal(organization: ManagingOrganization) -> Portal:
    return make_portal("innova", organizations=[organization])


def stored(portal: Portal, organization: ManagingOrganization) -> tuple[dict[str, Any], dict[str, Any]]:
    return (
        dict(PortalSettings.objects.filter(portal=portal).values().get()),
        dict(OrganizationSettings.objects.filter(organization=organization).values().get()),
    )


@pytest.mark.parametrize("slug", PRESETS)
def test_a_preset_names_real_settings_with_allowed_values(
    slug: str, portal: Portal, organization: ManagingOrganization
) -> None:
    preset = PRESETS[slug]
    for model, values in ((PortalSettings, preset.portal), (OrganizationSettings, preset.organization)):
        names = {field.name for field in model._meta.concrete_fields if not field.primary_key}
        assert set(values) <= names
    apply_preset(portal=portal, organizations=[organization], preset=slug)
    PortalSettings.objects.get(portal=portal).full_clean()
    OrganizationSettings.objects.get(organization=organization).full_clean()


@pytest.mark.parametrize("slug", PRESETS)
def test_a_second_call_changes_nothing(slug: str, portal: Portal, organization: ManagingOrganization) -> None:
    apply_preset(portal=portal, organizations=[organization], preset=slug)
    first = stored(portal, organization)
    apply_preset(portal=portal, organizations=[organization], preset=slug)
    assert stored(portal, organization) == first


def test_nothing_of_another_preset_is_left_over(portal: Portal, organization: ManagingOrganization) -> None:
    apply_preset(portal=portal, organizations=[organization], preset="tszh")
    expected = stored(portal, organization)
    for slug in ("uigkh", "uk", "tszh"):
        apply_preset(portal=portal, organizations=[organization], preset=slug)
    assert stored(portal, organization) == expected


def test_a_portal_and_organization_without_settings_get_them() -> None:
    portal = Portal.objects.create(slug="new", host="new.localhost")
    organization = ManagingOrganization.objects.create(slug="new", name="Новая")
    other = make_organization("other", settings__reading_window_from=3)
    apply_preset(portal=portal, organizations=[organization], preset="uigkh")
    assert Portal.objects.get(pk=portal.pk).settings.accounts_per_user == 10
    assert ManagingOrganization.objects.get(pk=organization.pk).settings.bill_archive_months == 3
    assert OrganizationSettings.objects.get(organization=other).reading_window_from == 3


def test_an_unknown_preset_is_told_with_the_known_ones(portal: Portal, organization: ManagingOrganization) -> None:
    before = stored(portal, organization)
    with pytest.raises(DomainError, match="innova") as told:
        apply_preset(portal=portal, organizations=[organization], preset="нет такого")
    assert told.value.code == "preset_unknown"
    assert stored(portal, organization) == before


EXPECTED: list[tuple[str, str, Any]] = [
    ("ugra", "sign_in_names", [e.SignInName.EMAIL]),
    ("ugra", "linking_proofs", [e.LinkingProof.CITY, e.LinkingProof.REGISTRATION_CODE]),
    ("ugra", "confirmation_gates", [e.ConfirmationGate.WRITING, e.ConfirmationGate.PAYING]),
    ("ugra", "sms_subjects", [e.NotificationSubject.DEBT, e.NotificationSubject.PAYMENT]),
    ("tszh", "sign_in_names", [e.SignInName.LOGIN, e.SignInName.EMAIL]),
    ("tszh", "paid_services_enabled", True),
    ("uk", "captcha_mode", e.CaptchaMode.ALWAYS),
    ("uk", "approval_mode", e.ApprovalMode.STAFF),
    ("uk", "approval_deadline_hours", 72),
    ("uk", "confirmation_code_digits", 4),
    ("uigkh", "sign_in_names", [e.SignInName.ACCOUNT_NUMBER]),
    ("uigkh", "password_max_length", 20),
    ("uigkh", "accounts_per_user", 10),
    ("uigkh", "linking_alternative_proofs", [e.LinkingProof.ACCOUNT_PASSWORD]),
    ("innova", "account_identifier", e.AccountIdentifier.PAYMENT_CODE),
    ("innova", "linking_proofs", [e.LinkingProof.SURNAME, e.LinkingProof.PREMISE_NUMBER]),
    ("innova", "confirmation_channels", []),
]
EXPECTED_OF_ORGANIZATION: list[tuple[str, str, Any]] = [
    ("ugra", "payment_targets", [e.PaymentTarget.BY_PAYEE, e.PaymentTarget.TOTAL]),
    ("uigkh", "payment_targets", [e.PaymentTarget.BY_SERVICE]),
    ("uigkh", "bill_archive_months", 3),
    ("uigkh", "reading_undo", e.ReadingUndo.UNTIL_SIGN_OUT),
    ("uigkh", "check_capacity", e.CheckLevel.REFUSE),
    ("innova", "reading_window_from", 10),
    ("innova", "reading_window_to", 25),
    ("innova", "netting_between_services", False),
    ("innova", "payment_targets", [e.PaymentTarget.TOTAL]),
    ("innova", "payer_fields", list(e.PayerField)),
    ("tszh", "unpublished_period", e.UnpublishedPeriod.HIDE),
]


@pytest.mark.parametrize(("slug", "name", "value"), EXPECTED)
def test_a_portal_behaves_as_its_manual_says(
    slug: str, name: str, value: Any, portal: Portal, organization: ManagingOrganization
) -> None:
    apply_preset(portal=portal, organizations=[organization], preset=slug)
    assert getattr(PortalSettings.objects.get(portal=portal), name) == value


@pytest.mark.parametrize(("slug", "name", "value"), EXPECTED_OF_ORGANIZATION)
def test_an_organization_behaves_as_its_manual_says(
    slug: str, name: str, value: Any, portal: Portal, organization: ManagingOrganization
) -> None:
    apply_preset(portal=portal, organizations=[organization], preset=slug)
    assert getattr(OrganizationSettings.objects.get(organization=organization), name) == value
