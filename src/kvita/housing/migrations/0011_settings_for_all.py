"""Every portal and organisation gets a row of settings: one saved without touching them had none."""

from typing import Any

from django.db import migrations


def give_settings(apps: Any, schema_editor: Any) -> None:
    """Store the defaults where nothing is stored."""
    for owner, settings, name in (
        ("Portal", "PortalSettings", "portal"),
        ("ManagingOrganization", "OrganizationSettings", "organization"),
    ):
        table = apps.get_model("housing", settings)
        stored = table.objects.values(f"{name}_id")
        for row in apps.get_model("housing", owner).objects.exclude(pk__in=stored):
            table.objects.create(**{name: row})


class Migration(migrations.Migration):
    dependencies = [("housing", "0010_uses_of_codes")]

    operations = [migrations.RunPython(give_settings, migrations.RunPython.noop)]
