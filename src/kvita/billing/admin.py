"""Months and statements in the back-office: publish, withdraw, close, each on a page that shows what it does."""

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import URLPattern, path, reverse
from unfold.decorators import action

from kvita.billing.enums import CLOSED_STATES
from kvita.billing.models import Adjustment, BillingPeriod, LinePart, Statement, StatementLine
from kvita.billing.policies import TRANSITIONS, may_change
from kvita.billing.selectors import period_totals
from kvita.billing.services import close_period, publish_period, withdraw_period
from kvita.core.errors import DomainError
from kvita.housing.admin import OfficeAdmin, OfficeInline
from kvita.housing.admin.base import actor_of, roles_of
from kvita.housing.policies import may_keep_periods

ACTS = {
    "publish": ("Опубликовать месяц", "После этого жильцы увидят начисления и квитанции за этот месяц."),
    "withdraw": ("Снять с публикации", "Жильцы перестанут видеть этот месяц, пока вы не опубликуете его снова."),
    "close": ("Закрыть месяц", "Это навсегда: всё, что выяснится потом, станет перерасчётом следующего месяца."),
}


@admin.register(BillingPeriod)
class BillingPeriodAdmin(OfficeAdmin[BillingPeriod]):
    """Months of an organisation and what may be done to each."""

    list_display = ("month_name", "organization", "state", "pay_by", "published_at", "closed_at")
    list_filter = ("state", "organization")
    list_select_related = ("organization",)
    readonly_fields = ("organization", "month", "state", "published_at", "closed_at")
    actions_detail = ("publish", "withdraw", "close")

    @admin.display(description="месяц", ordering="month")
    def month_name(self, period: BillingPeriod) -> str:
        """Show 08.2017."""
        return f"{period.month:%m.%Y}"

    def get_readonly_fields(self, request: HttpRequest, obj: BillingPeriod | None = None) -> tuple[str, ...]:
        """In a closed month nothing changes, the day to pay by included: penalties follow from it."""
        fixed = tuple(super().get_readonly_fields(request, obj))
        return (*fixed, "pay_by") if obj is not None and obj.state in CLOSED_STATES else fixed

    def has_add_permission(self, request: HttpRequest, *args: Any) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: BillingPeriod | None = None) -> bool:
        return False

    @action(description="Опубликовать", url_path="publish")
    def publish(self, request: HttpRequest, object_id: int) -> HttpResponse:
        """Lead to the page that publishes."""
        return self._to(object_id, "publish")

    @action(description="Снять с публикации", url_path="withdraw")
    def withdraw(self, request: HttpRequest, object_id: int) -> HttpResponse:
        """Lead to the page that withdraws."""
        return self._to(object_id, "withdraw")

    @action(description="Закрыть", url_path="close")
    def close(self, request: HttpRequest, object_id: int) -> HttpResponse:
        """Lead to the page that closes."""
        return self._to(object_id, "close")

    def get_urls(self) -> list[URLPattern]:
        """Add the confirmation page."""
        page = self.admin_site.admin_view(self.confirm)
        return [path("<int:period_id>/act/<str:act>/", page, name="billing_period_act"), *super().get_urls()]

    def confirm(self, request: HttpRequest, period_id: int, act: str) -> HttpResponse:
        """Show what the act does and the month's figures; on POST do it."""
        period = self.get_queryset(request).select_related("organization").filter(pk=period_id).first()
        if period is None or act not in TRANSITIONS:
            raise Http404
        if not (self.is_superuser(request) or may_keep_periods(roles_of(request).get(period.organization_id, ()))):
            raise PermissionDenied
        error = self._perform(request, period, act) if request.method == "POST" else None
        if request.method == "POST" and error is None:
            messages.success(request, f"Готово: {ACTS[act][0].lower()}, {period.month:%m.%Y}.")
            return HttpResponseRedirect(reverse("admin:billing_billingperiod_change", args=[period.pk]))
        title, meaning = ACTS[act]
        context = {
            **self.admin_site.each_context(request),
            "title": title,
            "meaning": meaning,
            "period": period,
            "act": act,
            "totals": period_totals(period),
            "allowed": may_change(period.state, act),
            "error": error,
        }
        return render(request, "office/period_act.html", context, status=409 if error else 200)

    def _perform(self, request: HttpRequest, period: BillingPeriod, act: str) -> str | None:
        actor, now = actor_of(request), request.now  # type: ignore[attr-defined]  # set by ClockMiddleware
        try:
            if act == "publish":
                publish_period(period_id=period.pk, actor=actor, now=now)
            elif act == "withdraw":
                withdraw_period(period_id=period.pk, actor=actor, now=now, reason=request.POST.get("reason", "")[:500])
            else:
                close_period(period_id=period.pk, actor=actor, now=now)
        except DomainError as refusal:
            return refusal.message
        return None

    @staticmethod
    def _to(period_id: int, act: str) -> HttpResponse:
        return HttpResponseRedirect(reverse("admin:billing_period_act", args=[period_id, act]))


class _FrozenInline(OfficeInline[Any]):
    """Lines are the accountant's file, not a form."""

    can_delete = False

    def has_add_permission(self, request: HttpRequest, *args: Any) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class LineInline(_FrozenInline):
    """Lines of a statement."""

    model = StatementLine
    organization_path = "statement__period__organization"


class PartInline(_FrozenInline):
    """Components of the lines of a statement."""

    model = LinePart
    organization_path = "statement__period__organization"


class AdjustmentInline(_FrozenInline):
    """Recalculations of a statement."""

    model = Adjustment
    organization_path = "statement__period__organization"


@admin.register(Statement)
class StatementAdmin(OfficeAdmin[Statement]):
    """Statements, to look at: they change by import and by corrections only."""

    organization_path = "period__organization"
    list_display = ("account", "month", "version", "is_current", "charged", "adjusted", "paid", "closing", "arrears")
    list_select_related = ("account",)
    list_filter = ("is_current",)
    search_fields = ("=account__number",)
    date_hierarchy = "month"
    inlines = (LineInline, PartInline, AdjustmentInline)

    def has_add_permission(self, request: HttpRequest, *args: Any) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Statement | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Statement | None = None) -> bool:
        return False
