"""Whose account it is: those who were let in by a secret of the account, or by a check of the staff."""

from typing import Any

from django.db import migrations, models
from django.db.models import Q


def note_holders(apps: Any, schema_editor: Any) -> None:
    """Note the links that a code of a letter or the staff made; a surname, a flat, a shared password make no holder."""
    links = apps.get_model("accounts", "AccountLink").objects.using(schema_editor.connection.alias)
    links.filter(Q(proof__contains="код регистрации") | Q(proof__startswith="заявка №")).update(is_holder=True)


class Migration(migrations.Migration):

    dependencies = [
        ("accounts", "0006_secrets_judged"),
    ]

    operations = [
        migrations.AddField(
            model_name="accountlink",
            name="is_holder",
            field=models.BooleanField(default=False, verbose_name="счёт — его собственный"),
        ),
        migrations.RunPython(note_holders, migrations.RunPython.noop),
    ]
