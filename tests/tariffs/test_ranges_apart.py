import datetime as dt
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from kvita.tariffs.models import Rate
from tests.factories import (
    make_building,
    make_norm,
    make_organization,
    make_portal,
    make_rate,
    make_service,
    make_staff,
)

pytestmark = pytest.mark.django_db

SEPTEMBER, NOVEMBER = dt.date(2026, 9, 1), dt.date(2026, 11, 1)


def test_the_database_refuses_a_second_price_for_the_same_day() -> None:
    service = make_service(make_organization())
    first = make_rate(service, "31.42", SEPTEMBER)
    with pytest.raises(IntegrityError), transaction.atomic():
        make_rate(service, "34.12", NOVEMBER)
    Rate.objects.filter(pk=first.pk).update(valid_to=NOVEMBER)
    make_rate(service, "34.12", NOVEMBER)
    with pytest.raises(IntegrityError), transaction.atomic():
        Rate.objects.filter(pk=first.pk).update(valid_to=dt.date(2026, 11, 2))


def test_another_tariff_of_the_service_keeps_prices_of_its_own() -> None:
    service = make_service(make_organization())
    make_rate(service, "4.09", SEPTEMBER, title="День")
    make_rate(service, "2.49", SEPTEMBER, title="Ночь")
    assert Rate.objects.count() == 2


def test_norms_of_a_house_stand_beside_the_general_one_and_not_beside_each_other() -> None:
    organization = make_organization()
    service, building = make_service(organization), make_building(organization)
    make_norm(service, "4.2", valid_from=SEPTEMBER)
    make_norm(service, "3.1", building, valid_from=SEPTEMBER)
    for house in (None, building):
        with pytest.raises(IntegrityError), transaction.atomic():
            make_norm(service, "5", house, valid_from=NOVEMBER)


def test_the_form_of_a_tariff_names_both_prices(client: Client) -> None:
    organization = make_organization()
    make_portal(organizations=[organization])
    rate = make_rate(make_service(organization), "31.42", SEPTEMBER)
    client.force_login(make_staff(organization))
    page = f"/office/tariffs/tariff/{rate.tariff_id}/change/"
    form = {
        "service": rate.tariff.service_id, "title": "", "rates-TOTAL_FORMS": 2, "rates-INITIAL_FORMS": 1,
        "rates-0-id": rate.pk, "rates-0-tariff": rate.tariff_id, "rates-0-amount": "31.42",
        "rates-0-valid_from": "01.09.2026", "rates-0-valid_to": "",
        "rates-1-tariff": rate.tariff_id, "rates-1-amount": "34.12", "rates-1-valid_from": "01.11.2026",
    }  # fmt: skip
    refused = client.post(page, form, HTTP_HOST="innova.localhost")
    text = refused.content.decode()
    assert "31,42 ₽ с 1\u00a0сентября 2026" in text
    assert "34,12 ₽ с 1\u00a0ноября 2026" in text
    assert Rate.objects.count() == 1

    # Both rows in one press: the old one ends where the new one begins.
    taken = client.post(page, {**form, "rates-0-valid_to": "01.11.2026"}, HTTP_HOST="innova.localhost")
    assert taken.status_code == 302
    assert sorted(Rate.objects.values_list("amount", flat=True)) == [Decimal("31.42"), Decimal("34.12")]


def test_the_form_of_a_norm_names_both_norms(client: Client) -> None:
    organization = make_organization()
    make_portal(organizations=[organization])
    service = make_service(organization)
    make_norm(service, "4.2", valid_from=SEPTEMBER)
    client.force_login(make_staff(organization))
    form = {"service": service.pk, "building": "", "amount": "5.1", "title": "", "valid_from": "01.11.2026"}
    text = client.post("/office/tariffs/norm/add/", form, HTTP_HOST="innova.localhost").content.decode()
    assert "Холодная вода: 4,2 с 1\u00a0сентября 2026" in text
    assert "Холодная вода: 5,1 с 1\u00a0ноября 2026" in text
