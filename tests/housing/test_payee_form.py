"""Bank details in the back-office: what would not make a payment QR is told at its field."""

import pytest
from django.forms.models import ModelForm, modelform_factory

from kvita.housing.admin.payees import PayeeForm
from kvita.housing.models import Payee
from tests.factories import make_organization, make_payee

pytestmark = pytest.mark.django_db


def filled(**fields: str) -> "ModelForm[Payee]":
    """The form of a stored payee, as a browser sends it, with some fields typed anew."""
    payee = Payee.objects.first() or make_payee(make_organization("test"))
    form = modelform_factory(Payee, form=PayeeForm, exclude=())
    sent = {name: form(instance=payee)[name].value() for name in form.base_fields}
    sent = {name: "" if value is None else value for name, value in sent.items()}
    return form(sent | fields, instance=payee)


@pytest.mark.parametrize(
    ("field", "value", "told"),
    [
        ("settlement_account", "4070281013825012301", "Цифр 19, а должно быть 20"),
        ("settlement_account", "4070281013825012301O", "только цифры"),
        ("bic", "", "Заполните"),
        ("bank_name", "Б" * 46, "Не больше 45 знаков, а здесь 46"),
        ("inn", "123", "Цифр 3, а должно быть 12"),
        ("name", "Т\u200bСЖ", "невидимые знаки"),
        ("name", "ТСЖ 中", "не знают банки"),
    ],
)
def test_a_wrong_detail_is_told_at_its_field(field: str, value: str, told: str) -> None:
    assert told in filled(**{field: value}).errors[field][0]


def test_a_payee_without_details_and_one_with_good_ones_are_taken() -> None:
    empty = dict.fromkeys(("settlement_account", "bic", "bank_name", "correspondent_account", "inn", "kpp"), "")
    assert filled().errors == filled(**empty).errors == {}
