"""No message is «not secret» by default any more; secrets that were sent before this are wiped."""

from typing import Any

from django.db import migrations, models
from django.db.models import Q


def wipe_what_was_sent(apps: Any, schema_editor: Any) -> None:
    """Wipe one-time passwords, codes of applications and links of an e-mail change that have left or were given up."""
    messages = apps.get_model("notifications", "OutboxMessage").objects.using(schema_editor.connection.alias)
    password = Q(key__startswith="application:", key__endswith=":password")
    secret = messages.filter(password | Q(key__startswith="application-code:") | Q(key__startswith="email-change:"))
    secret.update(is_secret=True)
    secret.exclude(state="QUEUED").update(text="", links=[])


class Migration(migrations.Migration):

    dependencies = [
        ("notifications", "0003_documents_of_letters"),
    ]

    operations = [
        migrations.AlterField(
            model_name="outboxmessage",
            name="is_secret",
            field=models.BooleanField(verbose_name="текст стирается после отправки"),
        ),
        migrations.RunPython(wipe_what_was_sent, migrations.RunPython.noop),
    ]
