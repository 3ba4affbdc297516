"""Services and tariffs in the back-office."""

from django.contrib import admin

from kvita.housing.admin import OfficeAdmin, OfficeInline
from kvita.tariffs.forms import NormForm, RateFormSet
from kvita.tariffs.models import Norm, Rate, Service, Tariff


class RateInline(OfficeInline[Rate]):
    """Prices of a tariff by dates."""

    model = Rate
    formset = RateFormSet
    organization_path = "tariff__service__organization"


@admin.register(Service)
class ServiceAdmin(OfficeAdmin[Service]):
    """Lines of the bill."""

    list_display = ("name", "kind", "unit", "supplier", "payee", "position", "organization")
    list_select_related = ("supplier", "payee", "organization")
    list_filter = ("organization", "kind")
    search_fields = ("name",)


@admin.register(Tariff)
class TariffAdmin(OfficeAdmin[Tariff]):
    """Tariffs with their prices."""

    organization_path = "service__organization"
    list_display = ("service", "title")
    list_select_related = ("service",)
    search_fields = ("service__name", "title")
    inlines = (RateInline,)


@admin.register(Norm)
class NormAdmin(OfficeAdmin[Norm]):
    """Norms of consumption by dates."""

    organization_path = "service__organization"
    form = NormForm
    list_display = ("service", "building", "amount", "valid_from", "valid_to", "title")
    list_select_related = ("service", "building")
    autocomplete_fields = ("building",)
    search_fields = ("service__name", "title")
