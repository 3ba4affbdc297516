import datetime as dt

import pytest

from kvita.tariffs.selectors import rates_on
from tests.factories import make_organization, make_rate, make_service

pytestmark = pytest.mark.django_db

JULY = dt.date(2017, 7, 1)


def test_price_holds_from_its_first_day_up_to_the_day_before_the_end() -> None:
    service = make_service(make_organization())
    old = make_rate(service, "18.04", dt.date(2017, 1, 1), JULY)
    new = make_rate(service, "18.84", JULY)
    assert rates_on([service.pk], dt.date(2017, 6, 30)) == {service.pk: [old]}
    assert rates_on([service.pk], JULY) == {service.pk: [new]}
    assert rates_on([service.pk], dt.date(2016, 12, 31)) == {}


def test_prices_of_several_acts_and_services() -> None:
    organization = make_organization()
    water, light = (make_service(organization, name) for name in ("Вода", "Свет"))
    day = make_rate(light, "4.09", JULY, title="День")
    night = make_rate(light, "2.49", JULY, title="Ночь")
    make_rate(water, "18.84", JULY)
    assert rates_on([light.pk], JULY) == {light.pk: [day, night]}
