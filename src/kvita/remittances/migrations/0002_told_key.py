"""Credited operations without a number of the bank are named by their account; the old name stays as the file's own."""

from collections import Counter
from typing import Any

from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.models import Q

from kvita.remittances.policies import key_at_account

_BATCH = 1_000
_OWNING = ("CREDITED", "UNMATCHED", "DISMISSED")


def name_by_account(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Rename row by row; of two that turn out to be one payment, the later keeps its name: a person has to look."""
    row_model = apps.get_model("remittances", "RemittanceRow")
    wanted = Q(operation_key__startswith="row|") | Q(operation_key__startswith="back|row|")
    rows = row_model.objects.filter(wanted, state="CREDITED", payment__isnull=False, amount__isnull=False)
    listed = rows.order_by("file_id", "line", "pk").values_list(
        "pk", "organization_id", "file_id", "operation_key", "paid_on", "amount", "payment__account_id"
    )
    counts: Counter[str] = Counter()
    batch: list[tuple[int, int, str, str]] = []
    last_file = None
    values: Any
    for values in listed.iterator(chunk_size=_BATCH):
        pk, organization_id, file_id, told, paid_on, amount, account_id = values
        if file_id != last_file:
            counts.clear()
            last_file = file_id
        key = key_at_account(told, account_id=account_id, paid_on=paid_on, kopecks=amount.kopecks)
        if not key:
            continue
        counts[key] += 1
        batch.append((pk, organization_id, told, f"{key}|{counts[key]}"))
        if len(batch) == _BATCH:
            _rename(row_model, batch)
            batch = []
    _rename(row_model, batch)


def _rename(row_model: Any, batch: list[tuple[int, int, str, str]]) -> None:
    keys = [key for _, _, _, key in batch]
    taken = set(
        row_model.objects.filter(operation_key__in=keys, state__in=_OWNING).values_list("organization_id", "operation_key")
    )
    renamed = []
    for pk, organization_id, told, key in batch:
        if (organization_id, key) not in taken:
            taken.add((organization_id, key))
            renamed.append(row_model(pk=pk, operation_key=key, told_key=told))
    row_model.objects.bulk_update(renamed, ["operation_key", "told_key"], batch_size=200)


class Migration(migrations.Migration):

    dependencies = [
        ("remittances", "0001_initial"),
        ("payments", "0001_initial"),
        ("housing", "0003_alter_staffassignment_role"),
    ]

    operations = [
        migrations.AddField(
            model_name="remittancerow",
            name="told_key",
            field=models.CharField(blank=True, max_length=200, null=True, verbose_name="ключ операции в файле"),
        ),
        migrations.AddIndex(
            model_name="remittancerow",
            index=models.Index(condition=models.Q(("told_key__isnull", False)), fields=["organization", "told_key"], name="remittance_told"),
        ),
        migrations.RunPython(name_by_account, migrations.RunPython.noop, elidable=True),
    ]
