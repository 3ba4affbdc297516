"""Users, locks and consents in the back-office: for the administrator of the installation only."""

import datetime as dt
from typing import Any, cast

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib import admin, messages
from django.contrib.auth.models import Group
from django.db import transaction
from django.db.models import F, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from unfold.admin import ModelAdmin

from kvita.core.audit.pages import AuditedAdmin, stored_values
from kvita.core.locks import lock_rows
from kvita.identity.models import STAFF_REALM, Consent, Throttle, User

# Kvita's own tables say who somebody is; keys and sessions are each person's own business.
for model in (Group, EmailAddress, Authenticator, UserSession):
    admin.site.unregister(model)


@admin.register(User)
class UserAdmin(AuditedAdmin[User], ModelAdmin):
    """Find a user and switch the sign-in off; enter somebody new of the staff.

    Passwords are never shown or set here: staff get a link, by letter or on paper, from the page «Сотрудники».
    """

    list_display = ("name", "realm", "email", "login", "phone", "is_staff", "is_active")
    list_filter = ("realm", "is_staff", "is_active")
    search_fields = ("email", "login", "phone", "name")
    fields = (
        "realm",
        "name",
        "login",
        "email",
        "phone",
        "is_active",
        "is_staff",
        "is_superuser",
        "way_in",
        "created_at",
    )
    readonly_fields = ("realm", "way_in", "created_at")

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        """Say that somebody new is of the staff: residents register themselves."""
        initial: dict[str, Any] = super().get_changeform_initial_data(request)
        return {"is_staff": True} | initial

    def save_model(self, request: HttpRequest, obj: User, form: Any, change: bool) -> None:
        """Store a new member of staff without a password: the link of the page «Сотрудники» lets them choose one."""
        if not change:
            obj.set_unusable_password()
            obj.created_at = cast("dt.datetime", request.now)  # type: ignore[attr-defined]  # set by ClockMiddleware
        super().save_model(request, obj, form, change)

    @admin.display(description="пароль")
    def way_in(self, obj: User) -> str:
        """Lead to the page where the link to a password is made."""
        if obj._state.adding:
            return "Сотрудник придумает его сам по ссылке: она появится, когда вы сохраните"
        if obj.realm != STAFF_REALM:
            return "Жилец восстанавливает его сам"
        has = "есть" if obj.has_usable_password() else "ещё не придуман"
        return format_html('{}. <a href="{}">Прислать или напечатать ссылку</a>', has, reverse("office:staff"))


class OnlyToRead(AuditedAdmin[Any], ModelAdmin):
    """Rows that the program writes and people look at."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class OverFilter(admin.SimpleListFilter):
    """Who is locked now."""

    title = "состояние"
    parameter_name = "is_over"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("1", "заблокированы")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Throttle]) -> QuerySet[Throttle]:
        return queryset.filter(count__gt=F("limit")) if self.value() else queryset


@admin.register(Throttle)
class ThrottleAdmin(OnlyToRead):
    """Failed tries and locks, newest first; a lock is lifted for somebody who has called."""

    list_display = ("key", "scope", "count", "limit", "window_started_at", "window_ends_at")
    list_filter = ("scope", OverFilter)
    search_fields = ("key",)
    actions = ("lift",)

    @admin.action(description="Снять блокировку", permissions=["view"])
    @transaction.atomic
    def lift(self, request: HttpRequest, queryset: QuerySet[Throttle]) -> None:
        """Forget the tries of these counters."""
        for counter in lock_rows(Throttle.objects.all(), queryset.values_list("pk", flat=True)):
            before = stored_values(counter)
            Throttle.objects.filter(pk=counter.pk).update(count=0)
            self.tell_log(request, counter, before, stored_values(counter))
        messages.success(request, "Блокировка снята.")


@admin.register(Consent)
class ConsentAdmin(OnlyToRead):
    """Who agreed to what, when and from where."""

    list_display = ("user", "kind", "title", "version", "agreed_at", "withdrawn_at", "address")
    list_filter = ("realm", "kind", "version")
    search_fields = ("user__email", "user__login", "user__name")
