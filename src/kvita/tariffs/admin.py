"""Services, tariffs and norms in the back-office. What overlaps is refused before it is stored, both rows named."""

from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError

from kvita.housing.admin import OfficeAdmin, OfficeInline
from kvita.tariffs.models import Norm, Rate, Service, Tariff
from kvita.tariffs.policies import overlapping_pair


class RateFormSet(forms.BaseInlineFormSet[Rate, Any, Any]):
    """The prices of one tariff, kept and new ones together."""

    def clean(self) -> None:
        """Refuse two prices that hold on the same day."""
        super().clean()
        if any(self.errors):
            return
        kept = [form.instance for form in self.forms if form.cleaned_data and not form.cleaned_data.get("DELETE")]
        pair = overlapping_pair(kept)
        if pair is not None:
            raise ValidationError(_together("Две цены одного тарифа действуют", str(pair[0]), str(pair[1])))


class NormForm(forms.ModelForm[Norm]):
    """A norm of a service, in one house or in all."""

    class Meta:
        model = Norm
        fields = "__all__"  # noqa: DJ007 - a page of the back-office, its fields are those of the table

    def clean(self) -> dict[str, Any]:
        """Refuse a norm that holds on a day on which another of the same service and house does."""
        values: dict[str, Any] = super().clean() or self.cleaned_data
        service, since, until = values.get("service"), values.get("valid_from"), values.get("valid_to")
        if service is None or since is None or (until is not None and until <= since):
            return values
        mine = Norm(service=service, amount=values.get("amount") or 0, valid_from=since, valid_to=until)
        others = Norm.objects.filter(service=service, building=values.get("building")).exclude(pk=self.instance.pk)
        for other in others.select_related("service"):
            if overlapping_pair([mine, other]) is not None:
                raise ValidationError(_together("Два норматива действуют", str(other), str(mine)))
        return values


def _together(what: str, one: str, other: str) -> str:
    return (
        f"{what} в одни и те же дни: «{one}» и «{other}». "
        "Впишите в раннюю строку «до (не включая)»: первый день, когда она уже не действует."
    )


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
