"""Numbers of the back-office are typed as people write them here: with a comma, or with a point."""

from decimal import Decimal

import pytest
from django import forms
from django.contrib import admin
from django.db import models
from django.http import HttpRequest
from django.test import RequestFactory

from kvita.core.forms import CommaDecimalField
from kvita.identity.models import User


@pytest.fixture
def request_of_administrator(rf: RequestFactory) -> HttpRequest:
    request = rf.get("/")
    request.user = User(is_active=True, is_staff=True, is_superuser=True)
    return request


@pytest.mark.parametrize(
    ("typed", "read"),
    [("20,10", "20.10"), ("20.10", "20.10"), (" 7 ", "7"), ("-0,5", "-0.5"), (",5", "0.5"), ("1642,100000", "1642.1")],
)
def test_a_comma_is_a_point(typed: str, read: str) -> None:
    assert CommaDecimalField(max_digits=14, decimal_places=6).clean(typed) == Decimal(read)


@pytest.mark.parametrize("typed", ["1e3", "1,2,3", "1.2,3", "1 2", "NaN", "Infinity", "двадцать", "٣", "1,0000001"])
def test_what_is_no_number_of_a_person_is_refused(typed: str) -> None:
    with pytest.raises(forms.ValidationError):
        CommaDecimalField(max_digits=14, decimal_places=6).clean(typed)


def test_a_stored_number_is_shown_with_a_comma_and_is_no_change_when_sent_back() -> None:
    field = CommaDecimalField(max_digits=14, decimal_places=6)
    shown = field.prepare_value(Decimal("1642.100000"))
    assert shown == "1642,1"
    assert not field.has_changed(Decimal("1642.100000"), shown)
    assert field.prepare_value("1,2,3") == "1,2,3"


@pytest.mark.django_db
def test_every_decimal_of_the_back_office_is_typed_so(request_of_administrator: HttpRequest) -> None:
    found = []
    for model, page in admin.site._registry.items():
        if not model.__module__.startswith("kvita."):
            continue
        for one in (page, *page.get_inline_instances(request_of_administrator)):
            for name in one.get_fields(request_of_administrator):
                column = one.model._meta.get_field(name) if isinstance(name, str) and _has(one.model, name) else None
                if isinstance(column, models.DecimalField) and column.editable:
                    made = one.formfield_for_dbfield(column, request_of_administrator)
                    found.append(f"{one.model.__name__}.{name}")
                    assert isinstance(made, CommaDecimalField), found[-1]
                    assert made.widget.input_type == "text", found[-1]
    assert {"Rate.amount", "Premise.total_area"} <= set(found), found


def _has(model: type[models.Model], name: str) -> bool:
    return name in {field.name for field in model._meta.get_fields()}
