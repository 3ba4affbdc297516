"""Base of the back-office: staff see and change only rows of their own organisations, and every change is audited.

The right is asked of the row's organisation, before a change and after it, in the role that the desk asks for too:
`looks` and `edits` are the same predicates (docs/adr/0013).
"""

from collections.abc import Callable, Iterable
from typing import Any, ClassVar, TypeVar

from django.contrib import admin
from django.db import models
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from unfold.admin import ModelAdmin, TabularInline
from unfold.widgets import UnfoldAdminTextInputWidget

from kvita.core.audit import Actor
from kvita.core.audit.pages import AuditedAdmin, staff_actor
from kvita.core.forms import CommaDecimalField
from kvita.housing.admin.rows import OwnRowsFilter, follow, offered, own_rows_form, rows_within
from kvita.housing.models import ManagingOrganization, StaffAssignment
from kvita.housing.policies import may_edit_reference, may_work

M = TypeVar("M", bound=models.Model)
Allows = Callable[[Iterable[str]], bool]
_CACHE = "_kvita_roles"
_ROW = "_kvita_row"


def actor_of(request: HttpRequest) -> Actor:
    """Return the member of staff behind this request, for the audit log."""
    return staff_actor(request)


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


def organizations_where(request: HttpRequest, allows: Allows) -> list[int]:
    """Return the organisations in which this member of staff has a role that `allows` lets in."""
    return [key for key, roles in roles_of(request).items() if allows(roles)]


class _Scoped(admin.options.BaseModelAdmin[M]):
    """Rows of own organisations only, reached by `organization_path` (a lookup); None = common data of all.

    `looks` and `edits` tell by the roles in an organisation who sees its rows and who changes them.
    """

    organization_path: ClassVar[str | None] = "organization"
    looks: ClassVar["staticmethod[[Iterable[str]], bool]"] = staticmethod(may_work)
    edits: ClassVar["staticmethod[[Iterable[str]], bool]"] = staticmethod(may_edit_reference)

    def is_superuser(self, request: HttpRequest) -> bool:
        """Tell whether the administrator of the installation asks."""
        return bool(request.user.is_active and request.user.is_staff and request.user.is_superuser)

    def get_queryset(self, request: HttpRequest) -> QuerySet[M]:
        rows = super().get_queryset(request)
        if self.is_superuser(request) or self.organization_path is None:
            return rows
        return rows_within(rows, self.organization_path, organizations_where(request, self.looks))

    def formfield_for_dbfield(self, db_field: "models.Field[Any, Any]", request: HttpRequest, **kwargs: Any) -> Any:
        """Take numbers with a comma, as people write them here."""
        if isinstance(db_field, models.DecimalField):
            kwargs |= {"form_class": CommaDecimalField, "widget": UnfoldAdminTextInputWidget()}
        return super().formfield_for_dbfield(db_field, request, **kwargs)

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Offer only rows among which this member of staff may choose here."""
        return self._choosing(db_field, request, kwargs, super().formfield_for_foreignkey)

    def formfield_for_manytomany(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Offer only rows among which this member of staff may choose here."""
        return self._choosing(db_field, request, kwargs, super().formfield_for_manytomany)

    def _choosing(self, db_field: Any, request: HttpRequest, kwargs: dict[str, Any], make: Callable[..., Any]) -> Any:
        related = self.admin_site._registry.get(db_field.related_model)
        if related is None or "queryset" in kwargs:
            return make(db_field, request, **kwargs)
        within = self.choosable(request, db_field.name)
        kwargs["queryset"], label = offered(related, related.get_queryset(request), within)
        field = make(db_field, request, **kwargs)
        if field is not None and label is not None:
            field.label_from_instance = label
        return field

    def choosable(self, request: HttpRequest, field: str) -> list[int] | None:
        """Return the organisations whose rows this field of the open form offers; None = of all.

        A field that says whose the row is offers all organisations where one may write; another only what belongs to
        the organisation of the row, as soon as there is one.
        """
        row = getattr(request, _ROW, None)
        own = follow(row, self._path_of(row)) if row is not None and row.pk is not None else set()
        if field != (self.organization_path or "").split("__")[0] and own:
            return sorted(own)
        return None if self.is_superuser(request) else organizations_where(request, self.edits)

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self.has_view_permission(request)

    def has_view_permission(self, request: HttpRequest, obj: M | None = None) -> bool:
        if self.is_superuser(request):
            return True
        if self.organization_path is None:
            return False
        found = set(organizations_where(request, self.looks))
        return bool(found) if obj is None or obj.pk is None else bool(found & follow(obj, self._path_of(obj)))

    def has_change_permission(self, request: HttpRequest, obj: M | None = None) -> bool:
        if self.is_superuser(request):
            return True
        if self.organization_path is None or not organizations_where(request, self.edits):
            return False
        return obj is None or self.may_edit(request, obj)

    def has_add_permission(self, request: HttpRequest, *args: Any) -> bool:
        if self.is_superuser(request):
            return True
        if self.organization_path is None or not organizations_where(request, self.edits):
            return False
        parent = args[0] if args else None  # an inline is asked about the row it stands in
        return parent is None or parent.pk is None or self.may_edit(request, parent)

    def has_delete_permission(self, request: HttpRequest, obj: M | None = None) -> bool:
        return self.is_superuser(request)

    def may_edit(self, request: HttpRequest, row: models.Model) -> bool:
        """Tell whether the row as it stands belongs to organisations in all of which this person may change it."""
        owners = follow(row, self._path_of(row))
        return bool(owners) and owners <= set(organizations_where(request, self.edits))

    def _path_of(self, row: models.Model) -> str:
        """Return the way from a row to its organisation: of this page, or of the row that an inline stands in."""
        if isinstance(row, self.model):
            return self.organization_path or "pk"
        return getattr(self.admin_site._registry[type(row)], "organization_path", None) or "pk"


class OfficeAdmin(_Scoped[M], AuditedAdmin[M], ModelAdmin[M]):
    """A page of the back-office. Adding, changing and deleting leave an audit entry with old and new values."""

    formfield_overrides: ClassVar = {**ModelAdmin.formfield_overrides, models.URLField: {"assume_scheme": "https"}}
    list_fullwidth = True
    warn_unsaved_form = True
    show_full_result_count = False
    list_per_page = 50

    def get_form(self, request: HttpRequest, obj: M | None = None, change: bool = False, **kwargs: Any) -> Any:
        """Let the form refuse what would write into, or mix in, an organisation where this person may not."""
        setattr(request, _ROW, obj)
        return own_rows_form(super().get_form(request, obj, change, **kwargs), page=self, request=request)

    def get_list_filter(self, request: HttpRequest) -> Any:
        """Let filters by other rows name only those that this person may see."""
        return [self._own_filter(one) for one in super().get_list_filter(request)]

    def _own_filter(self, one: Any) -> Any:
        is_name = isinstance(one, str) and "__" not in one
        return (one, OwnRowsFilter) if is_name and self.opts.get_field(one).is_relation else one

    def get_search_results(self, request: HttpRequest, queryset: QuerySet[M], search_term: str) -> Any:
        """Let a field that looks rows up as one types offer what its list would."""
        if request.path == reverse("admin:autocomplete"):
            queryset = self._choosable_there(request, queryset)
        return super().get_search_results(request, queryset, search_term)

    def _choosable_there(self, request: HttpRequest, rows: QuerySet[M]) -> QuerySet[M]:
        asked = (request.GET.get("app_label"), request.GET.get("model_name"))
        for model, page in self.admin_site._registry.items():
            if (model._meta.app_label, model._meta.model_name) == asked and isinstance(page, _Scoped):
                within = page.choosable(request, request.GET.get("field_name", ""))
                if within is not None and self.organization_path is not None:
                    return rows_within(rows, self.organization_path, within)
        return rows

    def changeform_view(
        self, request: HttpRequest, object_id: str | None = None, form_url: str = "", extra_context: Any = None
    ) -> Any:
        """Show and read moments by the clock of the organisation whose row this is (or is going to be)."""
        with timezone.override(self._zone(request, object_id) or timezone.get_current_timezone()):
            answer = super().changeform_view(request, object_id, form_url, extra_context)
            render = getattr(answer, "render", None)
            return render() if render is not None else answer

    def _zone(self, request: HttpRequest, object_id: str | None) -> str | None:
        owners: set[int] = set()
        if object_id is not None and (row := self.get_object(request, object_id)) is not None:
            owners = follow(row, self.organization_path or "pk") if self.organization_path is not None else set()
        elif self.organization_path == "organization" and request.POST.get("organization", "").isdecimal():
            owners = {int(request.POST["organization"])}
        zones = ManagingOrganization.objects.filter(pk__in=owners).order_by("pk").values_list("time_zone", flat=True)
        return zones.first() if owners else None

    def audited_organizations(self, row: models.Model) -> list[int]:
        """Return whose the row is."""
        if self.organization_path is None or not isinstance(row, self.model):
            return []
        return sorted(follow(row, self.organization_path))


class OfficeInline(_Scoped[M], TabularInline):
    """Rows inside the page of their parent; rights are those of the parent's organisation."""

    extra = 0

    def get_formset(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> Any:
        """Offer in the fields of the rows what belongs to the parent's organisation."""
        setattr(request, _ROW, obj)
        return super().get_formset(request, obj, **kwargs)
