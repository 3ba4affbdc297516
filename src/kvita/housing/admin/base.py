"""Base of the back-office: staff see and change only rows of their own organisations, and every change is audited."""

import datetime as dt
from typing import Any, ClassVar, TypeVar, cast

from django.contrib import admin
from django.db import models
from django.db.models import QuerySet
from django.forms import ModelForm
from django.http import HttpRequest
from unfold.admin import ModelAdmin, TabularInline

from kvita.calc.money import Money
from kvita.core.audit import Actor, record_audit
from kvita.housing.models import StaffAssignment
from kvita.housing.policies import may_edit_reference
from kvita.identity.models import User

M = TypeVar("M", bound=models.Model)
_CACHE = "_kvita_roles"


def actor_of(request: HttpRequest) -> Actor:
    """Return the member of staff behind this request, for the audit log."""
    user = cast("User", request.user)
    return Actor(kind="staff", id=user.pk, label=str(user), address=request.META.get("REMOTE_ADDR"))


def roles_of(request: HttpRequest) -> dict[int, set[str]]:
    """Return the roles of the signed-in member of staff by organisation; read once a request."""
    roles: dict[int, set[str]] | None = getattr(request, _CACHE, None)
    if roles is None:
        roles = {}
        if request.user.is_authenticated and request.user.is_staff:
            found = StaffAssignment.objects.filter(user_id=request.user.pk)
            for organization_id, role in found.values_list("organization_id", "role"):
                roles.setdefault(organization_id, set()).add(role)
        setattr(request, _CACHE, roles)
    return roles


class _Scoped(admin.options.BaseModelAdmin[M]):
    """Rows of own organisations only, reached by `organization_path` (a lookup); None = common data of all."""

    organization_path: ClassVar[str | None] = "organization"

    def _superuser(self, request: HttpRequest) -> bool:
        return bool(request.user.is_active and request.user.is_staff and request.user.is_superuser)

    def _editor(self, request: HttpRequest) -> bool:
        return any(may_edit_reference(roles) for roles in roles_of(request).values())

    def get_queryset(self, request: HttpRequest) -> QuerySet[M]:
        rows = super().get_queryset(request)
        if self._superuser(request) or self.organization_path is None:
            return rows
        lookup = "pk__in" if self.organization_path == "" else f"{self.organization_path}__in"
        rows = rows.filter(**{lookup: list(roles_of(request))})
        return rows.distinct() if self.organization_path == "organizations" else rows

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Offer only rows that this member of staff may see."""
        related = self.admin_site._registry.get(db_field.related_model)
        if related is not None and "queryset" not in kwargs:
            kwargs["queryset"] = related.get_queryset(request)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self.has_view_permission(request)

    def has_view_permission(self, request: HttpRequest, obj: M | None = None) -> bool:
        return self._superuser(request) or (self.organization_path is not None and bool(roles_of(request)))

    def has_change_permission(self, request: HttpRequest, obj: M | None = None) -> bool:
        if self._superuser(request):
            return True
        if self.organization_path is None or not self._editor(request):
            return False
        return obj is None or self._may_edit(request, obj)

    def has_add_permission(self, request: HttpRequest, *args: Any) -> bool:
        return self._superuser(request) or (bool(self.organization_path) and self._editor(request))

    def has_delete_permission(self, request: HttpRequest, obj: M | None = None) -> bool:
        return self._superuser(request)

    def _may_edit(self, request: HttpRequest, obj: models.Model) -> bool:
        path = self.organization_path
        if not isinstance(obj, self.model):  # an inline is asked about the row it stands in
            path = getattr(self.admin_site._registry[type(obj)], "organization_path", None)
        organization_id = _follow(obj, path or "pk")
        if isinstance(organization_id, set):
            return any(may_edit_reference(roles_of(request).get(one, ())) for one in organization_id)
        return may_edit_reference(roles_of(request).get(organization_id, ()))


class OfficeAdmin(_Scoped[M], ModelAdmin[M]):
    """A page of the back-office. Adding, changing and deleting leave an audit entry with old and new values."""

    formfield_overrides: ClassVar = {**ModelAdmin.formfield_overrides, models.URLField: {"assume_scheme": "https"}}
    list_fullwidth = True
    warn_unsaved_form = True
    show_full_result_count = False
    list_per_page = 50

    def log_addition(self, request: HttpRequest, obj: M, message: Any) -> Any:
        """Audit an added row."""
        self._audit(request, obj, "added", {})
        return super().log_addition(request, obj, message)

    def log_deletion(self, request: HttpRequest, obj: M, object_repr: str) -> Any:
        """Audit a deleted row."""
        self._audit(request, obj, "deleted", {})
        return super().log_deletion(request, obj, object_repr)

    def save_model(self, request: HttpRequest, obj: M, form: ModelForm[M], change: bool) -> None:
        """Save and, for a changed row, audit what was and what became."""
        super().save_model(request, obj, form, change)
        if change and form.changed_data:
            changes = {
                name: [_plain(form.initial.get(name)), _plain(form.cleaned_data.get(name))]
                for name in form.changed_data
            }
            self._audit(request, obj, "changed", changes)

    def _audit(self, request: HttpRequest, obj: M, act: str, changes: dict[str, Any]) -> None:
        organization_id = _follow(obj, self.organization_path) if self.organization_path is not None else None
        record_audit(
            now=cast("dt.datetime", request.now),  # type: ignore[attr-defined]  # set by ClockMiddleware
            actor=actor_of(request),
            action=f"office.{act}",
            target=obj,
            organization_id=organization_id if isinstance(organization_id, int) else None,
            changes=changes,
        )


class OfficeInline(_Scoped[M], TabularInline):
    """Rows inside the page of their parent; rights are those of the parent's organisation."""

    extra = 0


def _follow(obj: models.Model, path: str) -> Any:
    """Return the organisation's id at the end of a lookup like `building__organization`; a set for many of them."""
    if path in {"", "pk"}:
        return obj.pk
    *steps, last = path.split("__")
    value: Any = obj
    for step in steps:
        value = getattr(value, step)
    field = value._meta.get_field(last)
    if field.many_to_many:
        return set(getattr(value, last).values_list("pk", flat=True))
    return getattr(value, field.attname)


def _plain(value: Any) -> Any:
    """Return a value as JSON keeps it."""
    if isinstance(value, models.Model):
        return value.pk
    if isinstance(value, Money):
        return value.kopecks
    if value is None or isinstance(value, bool | int | str | list | dict):
        return value
    return str(value)
