"""The audit log under every page of the back-office: whatever a form changes is told row by row, before and after."""

import copy
import datetime as dt
import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final, TypeVar, cast

from django.contrib import admin
from django.contrib.admin.utils import NestedObjects
from django.db import models, router
from django.forms import ModelForm
from django.forms.models import BaseModelFormSet
from django.http import HttpRequest

from kvita.calc.money import Money
from kvita.core.audit.entries import Actor, record_audit

M = TypeVar("M", bound=models.Model)
Values = dict[str, Any]
# What the log must not keep: it tells such a value from another, and no more.
SECRET_COLUMNS: Final = frozenset({"password", "secret_hash", "password_hash", "sealed_secret"})

_BEFORE: Final = "kvita_before"  # where a form of the back-office carries what was before it


@dataclass(frozen=True, slots=True)
class _Before:
    """What the database held of a row before a form was saved, and in whose logs the row stood."""

    values: Values
    organizations: list[int]


def staff_actor(request: HttpRequest) -> Actor:
    """Return the member of staff behind this request, for the audit log."""
    user = request.user
    return Actor(kind="staff", id=user.pk, label=str(user), address=request.META.get("REMOTE_ADDR") or None)


def stored_values(row: models.Model) -> Values:
    """Return what the database holds of a row now, as JSON keeps it: columns, and keys of many-to-many rows.

    Empty when there is no such row. Of secrets it is only told whether they are the same.
    """
    found = type(row)._base_manager.filter(pk=row.pk).first() if row.pk is not None else None
    if found is None:
        return {}
    values = {field.name: _told(field, found) for field in found._meta.concrete_fields if not field.generated}
    for many in found._meta.many_to_many:
        values[many.name] = sorted(getattr(found, many.name).values_list("pk", flat=True))
    return values


def difference(before: Mapping[str, Any], after: Mapping[str, Any]) -> dict[str, list[Any]]:
    """Return {"field": [before, after]} of what differs; a row that came or went has None on the other side."""
    names = dict.fromkeys([*before, *after])
    found = {name: [before.get(name), after.get(name)] for name in names}
    if before and after:
        return {name: pair for name, pair in found.items() if pair[0] != pair[1]}
    return {name: pair for name, pair in found.items() if any(value not in (None, "", [], {}) for value in pair)}


class AuditedAdmin(admin.ModelAdmin[M]):
    """A page of the back-office whose forms, inlines and deletions leave an entry for every row that they change."""

    def audited_organizations(self, row: models.Model) -> list[int]:
        """Return the organisations in whose log a change of this row (or of one in an inline) stands."""
        return []

    def save_model(self, request: HttpRequest, obj: M, form: ModelForm[M], change: bool) -> None:
        """Save; what was before is remembered for the log."""
        owners = self.audited_organizations(type(obj)._base_manager.get(pk=obj.pk)) if change else []
        setattr(form, _BEFORE, _Before(stored_values(obj), owners))
        super().save_model(request, obj, form, change)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """Save what belongs to the row, then tell the log how the row itself has changed."""
        super().save_related(request, form, formsets, change)
        before: _Before = getattr(form, _BEFORE)
        after = stored_values(form.instance)
        self.tell_log(request, form.instance, before.values, after, also=before.organizations)

    def save_formset(
        self, request: HttpRequest, form: Any, formset: "BaseModelFormSet[Any, Any]", change: bool
    ) -> None:
        """Save the rows of an inline, and tell the log of each."""
        touched = [copy.copy(one.instance) for one in formset.initial_forms if one.has_changed()]
        before = [stored_values(row) for row in touched]
        super().save_formset(request, form, formset, change)
        for row, values in zip(touched, before, strict=True):
            self.tell_log(request, row, values, stored_values(row), parent=form.instance)
        for row in formset.new_objects:
            self.tell_log(request, row, {}, stored_values(row), parent=form.instance)

    def log_deletions(self, request: HttpRequest, queryset: Any) -> Any:
        """Tell the log, before rows are deleted, what they and all that goes with them held."""
        rows = list(queryset)
        if rows:
            collector = NestedObjects(using=router.db_for_write(type(rows[0])))
            collector.collect(rows)
            for found in collector.data.values():
                for row in sorted(found, key=lambda one: str(one.pk)):
                    self.tell_log(request, row, stored_values(row), {}, parent=row if row in rows else rows[0])
        return super().log_deletions(request, queryset)

    def tell_log(
        self,
        request: HttpRequest,
        row: models.Model,
        before: Mapping[str, Any],
        after: Mapping[str, Any],
        *,
        parent: models.Model | None = None,
        also: Iterable[int] = (),
    ) -> None:
        """Add the entry of one row, in the log of each organisation that it belonged to before or belongs to now."""
        changes = difference(before, after)
        if not changes:
            return
        act = "changed" if before and after else ("added" if after else "deleted")
        owners = dict.fromkeys([*self.audited_organizations(parent or row), *also])
        for organization_id in owners or [None]:
            record_audit(
                now=cast("dt.datetime", request.now),  # type: ignore[attr-defined]  # set by ClockMiddleware
                actor=staff_actor(request),
                action=f"office.{act}",
                target=row,
                organization_id=organization_id,
                changes=changes,
            )


def _told(field: Any, row: models.Model) -> Any:
    value = field.value_from_object(row)
    if field.name in SECRET_COLUMNS or isinstance(field, models.BinaryField):
        return f"…{hashlib.sha256(str(value).encode()).hexdigest()[:8]}" if value else None
    if isinstance(value, Money):
        return value.kopecks
    if isinstance(value, models.Model):
        return value.pk
    if value is None or isinstance(value, bool | int | str | list | dict):
        return value
    return str(value)
