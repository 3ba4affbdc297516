"""The one way into the audit log."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db import models

from kvita.core.models import AuditEntry


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts: a resident, a member of staff, the program itself, or a command on the server."""

    kind: str
    label: str
    id: int | None = None
    address: str | None = None


SYSTEM = Actor(kind="system", label="Квита")


def record_audit(
    *,
    now: dt.datetime,
    actor: Actor,
    action: str,
    target: models.Model,
    organization_id: int | None = None,
    changes: Mapping[str, Any] | None = None,
    reason: str = "",
) -> AuditEntry:
    """Add one entry: `action` as "package.verb_noun", `changes` as {"field": [before, after]} of JSON values."""
    return AuditEntry.objects.create(
        at=now,
        actor_kind=actor.kind,
        actor_id=actor.id,
        actor_label=actor.label[:200],
        organization_id=organization_id,
        action=action,
        object_type=target._meta.label_lower,
        object_id=str(target.pk),
        object_label=str(target)[:200],
        changes=dict(changes or {}),
        reason=reason,
        address=actor.address,
    )


def forget_person(*, person: models.Model, label: str) -> int:
    """Take a person who is about to be deleted out of the log; return how many entries that touches.

    What was done and when stays; the name becomes `label`, and of the entries about the person, and about rows that die
    with them (links, applications), the values are gone too.
    """
    acted = AuditEntry.objects.filter(actor_id=person.pk, actor_kind="resident")
    about = AuditEntry.objects.filter(object_type=person._meta.label_lower, object_id=str(person.pk))
    touched = acted.update(actor_label=label, address=None) + about.update(object_label=label, changes={}, reason="")
    for relation in person._meta.related_objects:
        if relation.on_delete is not models.CASCADE:
            continue
        rows = relation.related_model._base_manager.filter(**{relation.field.name: person})
        keys = [str(key) for key in rows.values_list("pk", flat=True)]
        owned = AuditEntry.objects.filter(object_type=relation.related_model._meta.label_lower, object_id__in=keys)
        touched += owned.update(object_label=label, changes={}, reason="")
    return touched
