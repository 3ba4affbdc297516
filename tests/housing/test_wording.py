"""Words that a portal chooses itself, and its document of consent."""

import pytest
from django.core.exceptions import ValidationError
from django.forms import modelform_factory

from kvita.housing.enums import RegistrationText
from kvita.housing.models import PortalSettings
from kvita.housing.selectors import cities_of, consent_document_of
from tests.factories import make_building, make_organization, make_portal

pytestmark = pytest.mark.django_db


def test_a_word_that_is_not_chosen_is_the_usual_one() -> None:
    settings = make_portal(registration_texts={"EMAIL": "Почта"}).settings
    assert settings.registration_text(RegistrationText.EMAIL) == "Почта"
    assert settings.registration_text(RegistrationText.LOGIN) == "Логин"


@pytest.mark.parametrize("words", [{"NOWHERE": "слово"}, {"EMAIL": 5}, ["EMAIL"], {"EMAIL": "я" * 151}])
def test_words_are_short_texts_by_known_keys(words: object) -> None:
    settings = make_portal().settings
    settings.registration_texts = words
    with pytest.raises(ValidationError):
        settings.clean_fields()


def test_staff_type_words_line_by_line() -> None:
    settings = make_portal(registration_texts={"EMAIL": "Почта"}).settings
    form_class = modelform_factory(PortalSettings, fields=["registration_texts"])
    page = form_class(instance=settings).as_p()
    assert 'value="Почта"' in page
    assert 'aria-label="Код регистрации"' in page
    place = list(RegistrationText).index(RegistrationText.LOGIN)
    form = form_class({f"registration_texts_{place}": " Имя для входа "}, instance=settings)
    assert form.is_valid()
    assert form.save().registration_texts == {"LOGIN": "Имя для входа"}


def test_the_document_of_consent_names_the_organizations_of_the_portal() -> None:
    organization = make_organization(name="ООО «Новый двор»", address="г. Киров, ул. Ленина, 1")
    document = consent_document_of(make_portal(organizations=[organization], consent_version="2025-09"))
    assert (document.title, document.version) == ("Согласие на обработку персональных данных", "2025-09")
    assert "ООО «Новый двор». Адрес: г. Киров, ул. Ленина, 1" in document.text
    assert "{" not in document.text


def test_a_portal_may_have_a_document_of_its_own() -> None:
    portal = make_portal(consent_document="Положение", consent_text="Обрабатывает {organization} {other}")
    portal.organizations.set([make_organization(name="ТСЖ")])
    document = consent_document_of(portal)
    assert (document.title, document.text) == ("Положение", "Обрабатывает ТСЖ {other}")


def test_cities_are_those_of_the_houses_of_the_portal() -> None:
    mine, other = make_organization("mine"), make_organization("other")
    for organization, city in ((mine, "Сургут"), (mine, "Когалым"), (mine, "Сургут"), (other, "Казань")):
        make_building(organization, city=city)
    assert [city.name for city in cities_of(make_portal(organizations=[mine]).pk)] == ["Когалым", "Сургут"]
