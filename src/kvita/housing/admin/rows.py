"""Whose a row is, which rows a field or a filter offers, and the form that never mixes two organisations."""

from collections.abc import Callable, Collection
from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib.admin import RelatedFieldListFilter
from django.db import models
from django.db.models import QuerySet
from django.http import HttpRequest

if TYPE_CHECKING:
    from kvita.housing.admin.base import _Scoped


def follow(row: models.Model, path: str) -> set[int]:
    """Return the organisations at the end of a lookup like `building__organization`; none where a step is empty."""
    if path in {"", "pk"}:
        return set() if row.pk is None else {row.pk}
    *steps, last = path.split("__")
    value: Any = row
    for step in steps:
        field = value._meta.get_field(step)
        value = (
            None if getattr(value, field.attname, None) is None and not field.is_cached(value) else getattr(value, step)
        )
        if value is None:
            return set()
    field = value._meta.get_field(last)
    if field.many_to_many:
        return set(getattr(value, last).values_list("pk", flat=True)) if value.pk is not None else set()
    key = getattr(value, field.attname)
    return set() if key is None else {key}


def rows_within(rows: "QuerySet[Any]", path: str, organizations: Collection[int]) -> "QuerySet[Any]":
    """Return those rows that belong to one of these organisations, each once, whatever the path joins."""
    lookup = "pk__in" if path == "" else f"{path}__in"
    if not _is_many(rows.model, path):
        return rows.filter(**{lookup: list(organizations)})
    keys = rows.model._base_manager.filter(**{lookup: list(organizations)}).values("pk")
    return rows.filter(pk__in=keys)


def _is_many(model: type[models.Model], path: str) -> bool:
    current: Any = model
    for step in filter(None, path.split("__")):
        field = current._meta.get_field(step)
        if field.many_to_many or field.one_to_many:
            return True
        current = field.related_model
    return False


def offered(
    page: Any, rows: "QuerySet[Any]", within: list[int] | None
) -> tuple["QuerySet[Any]", Callable[[Any], str] | None]:
    """Return the rows of a related page that may be chosen within these organisations, and how to name each.

    Where rows of several organisations stand together each names its own, so that equal names can be told apart.
    """
    path = getattr(page, "organization_path", None)
    if path is None:
        return rows, None
    if within is not None:
        rows = rows_within(rows, path, within)
    if path == "" or _is_many(rows.model, path) or (within is not None and len(within) < 2):
        return rows, None
    return rows.select_related(path), lambda row: f"{row} — {_end(row, path)}"


def _end(row: Any, path: str) -> Any:
    for step in path.split("__"):
        row = getattr(row, step)
    return row


class OwnRowsFilter(RelatedFieldListFilter):
    """A filter of a list by a related row: it names the rows that this person may see, and no others."""

    def field_choices(self, field: Any, request: HttpRequest, model_admin: Any) -> list[Any]:
        """Return the choices."""
        related = model_admin.admin_site._registry.get(field.related_model)
        if related is None:
            return []
        allowed = related.get_queryset(request).values("pk")
        ordering = self.field_admin_ordering(field, request, model_admin)
        return list(field.get_choices(include_blank=False, ordering=ordering, limit_choices_to={"pk__in": allowed}))


def own_rows_form(form: Any, *, page: "_Scoped[Any]", request: HttpRequest) -> Any:
    """Return the form class, made to ask for the right after the change and to refuse rows of two organisations."""
    return type(form.__name__, (_OwnRowsForm, form), {"kvita_page": page, "kvita_request": request})


class _OwnRowsForm(forms.BaseModelForm[Any]):
    kvita_page: "_Scoped[Any]"
    kvita_request: HttpRequest

    def _post_clean(self) -> None:
        super()._post_clean()  # type: ignore[misc]  # of Django's forms, where the row takes its new values
        path = self.kvita_page.organization_path
        if not path or _is_many(self.kvita_page.model, path):
            return
        owners, first = follow(self.instance, path), path.split("__")[0]
        if not owners:
            return  # the field that says whose the row is has an error of its own
        page, request = self.kvita_page, self.kvita_request
        if not (page.is_superuser(request) or page.may_edit(request, self.instance)):
            self._refuse(first, "В этой организации вы данные не меняете. Выберите свою организацию.")
        for name, value in list(self.cleaned_data.items()):
            if name != first and self._is_foreign(value, owners):
                self._refuse(name, "Это относится к другой организации. Выберите из той же, что и вся запись.")

    def _is_foreign(self, value: Any, owners: set[int]) -> bool:
        rows = [value] if isinstance(value, models.Model) else list(value) if isinstance(value, QuerySet) else []
        for row in rows:
            path = getattr(self.kvita_page.admin_site._registry.get(type(row)), "organization_path", None)
            if path is not None and not follow(row, path) <= owners:
                return True
        return False

    def _refuse(self, field: str, message: str) -> None:
        self.add_error(field if field in self.fields else None, message)
