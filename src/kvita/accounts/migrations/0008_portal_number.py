"""Applications are counted in each portal: those that are there, in the order in which they came."""

from typing import Any

from django.db import migrations, models


def count_applications(apps: Any, schema_editor: Any) -> None:
    """Number the applications, and say the new number wherever the old one was written down."""
    applications = apps.get_model("accounts", "AccessApplication").objects
    links = apps.get_model("accounts", "AccountLink").objects
    entries = apps.get_model("core", "AuditEntry").objects
    last: dict[int, int] = {}
    rows = list(applications.order_by("pk").values_list("pk", "portal_id", "account_id", "full_name"))
    for key, portal, account, name in rows:
        number = last[portal] = last.get(portal, 0) + 1
        applications.filter(pk=key).update(portal_number=number)
        if number == key:
            continue
        said = "заявка № {}, проверил сотрудник"
        links.filter(account=account, proof=said.format(key)).update(proof=said.format(number))
        told = entries.filter(object_type="accounts.accessapplication", object_id=str(key))
        told.filter(object_label=f"№ {key}, {name}"[:200]).update(object_label=f"№ {number}, {name}"[:200])
    counters = apps.get_model("core", "Counter").objects
    for portal, number in last.items():
        counters.create(scope=f"application:{portal}", last=number)


class Migration(migrations.Migration):
    dependencies = [("accounts", "0007_holders"), ("core", "0002_counter")]

    operations = [
        migrations.AddField(
            model_name="accessapplication",
            name="portal_number",
            field=models.PositiveIntegerField(default=0, editable=False, verbose_name="номер заявки"),
            preserve_default=False,
        ),
        migrations.RunPython(count_applications, migrations.RunPython.noop),
        migrations.AddConstraint(
            model_name="accessapplication",
            constraint=models.UniqueConstraint(fields=["portal", "portal_number"], name="application_number"),
        ),
    ]
