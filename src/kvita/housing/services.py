"""Writes of housing: settings from a preset."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.db import models, transaction

from kvita.core.errors import DomainError
from kvita.housing.models import ManagingOrganization, OrganizationSettings, Portal, PortalSettings
from kvita.housing.presets import PRESETS


@transaction.atomic
def apply_preset(*, portal: Portal, organizations: Iterable[ManagingOrganization], preset: str) -> None:
    """Give the portal and its organisations every setting of a preset (its slug).

    What the preset does not name gets its default, so a second call changes nothing, and nothing of another preset is
    left over. Raises `DomainError` "preset_unknown".
    """
    if preset not in PRESETS:
        known = ", ".join(PRESETS)
        raise DomainError("preset_unknown", f"Нет набора настроек «{preset}». Есть: {known}.", preset=preset)
    chosen = PRESETS[preset]
    PortalSettings.objects.update_or_create(portal=portal, defaults=_filled(PortalSettings, chosen.portal))
    values = _filled(OrganizationSettings, chosen.organization)
    for organization in organizations:
        OrganizationSettings.objects.update_or_create(organization=organization, defaults=values)


def _filled(model: type[models.Model], named: Mapping[str, Any]) -> dict[str, Any]:
    """Return a value for each setting: the named one, or the default of its column."""
    columns = [field for field in model._meta.concrete_fields if not field.primary_key]
    return {field.name: named[field.name] if field.name in named else field.get_default() for field in columns}
