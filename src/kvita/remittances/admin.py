"""Layouts of banks in the back-office. Files and their rows have pages of their own at the desk."""

from typing import Any

from django import forms
from django.contrib import admin

from kvita.housing.admin import OfficeAdmin
from kvita.remittances.formats import KEYS, REQUIRED
from kvita.remittances.models import RemittanceLayout
from kvita.remittances.policies import may_keep_money

_MOST_COLUMNS = 200


class LayoutForm(forms.ModelForm[RemittanceLayout]):
    """The columns are checked here, so that a wrong one is told before the first file."""

    class Meta:
        model = RemittanceLayout
        fields = ("organization", "title", "separator", "width", "columns")

    def clean_columns(self) -> dict[str, Any]:
        """Refuse unknown keys, places that are no column, and a layout that cannot make a payment."""
        columns = self.cleaned_data["columns"]
        if not isinstance(columns, dict):
            raise forms.ValidationError('Запишите так: {"account": 6, "amount": 10, "paid_on": 1}.')
        if unknown := [str(key) for key in columns if key not in KEYS]:
            raise forms.ValidationError(f"Нет столбца «{unknown[0][:40]}». Бывают: {', '.join(KEYS)}.")
        if missing := [f"{key} ({KEYS[key]})" for key in REQUIRED if key not in columns]:
            raise forms.ValidationError(f"Не указано, где стоит: {', '.join(missing)}.")
        for key, place in columns.items():
            is_number = isinstance(place, int) and not isinstance(place, bool) and 1 <= place <= _MOST_COLUMNS
            if not is_number and not (isinstance(place, str) and place.strip()):
                raise forms.ValidationError(f"«{key}»: нужен номер столбца от 1 или его название в кавычках.")
        if len({isinstance(place, int) for place in columns.values()}) > 1:
            raise forms.ValidationError("Либо все столбцы номерами, либо все названиями.")
        return columns


@admin.register(RemittanceLayout)
class RemittanceLayoutAdmin(OfficeAdmin[RemittanceLayout]):
    """Banks whose files are in no known format."""

    form = LayoutForm
    looks = edits = staticmethod(may_keep_money)
    list_display = ("title", "organization", "separator", "width")
    list_select_related = ("organization",)
    search_fields = ("title",)
