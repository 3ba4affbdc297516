"""The way in as the office sees it: the pages, fields and words that the settings of now make."""

import pytest

from kvita.housing.enums import StaffRole
from kvita.housing.models import PortalSettings
from kvita.housing.services import apply_preset
from kvita.web.office.presenters.way_in import worth_of_proofs
from tests.actors import Cast, client_of
from tests.factories import make_staff

pytestmark = pytest.mark.django_db

SHOWN = {
    "ugra": (
        "E-mail",
        "Наём жилья",
        "Код регистрации",
        "Город",
        "Мобильный телефон",
        "5\u00a0раз",
        "Email успешно подтверждён",
    ),
    "tszh": ("Введите регистрационные данные", "Логин", "Выберите организацию", "до подтверждения закрыто: вход"),
    "uk": ("Заявка на регистрацию", "ФИО", "Настоящее положение принимаю", "Отправить заявку", "Код подтверждения"),
    "uigkh": ("Первый вход в личный кабинет", "Новый пароль", "По SMS", "Пароль лицевого счёта", "от 8 до 20 знаков"),
    "innova": ("Платёжный код", "Номер квартиры", "Контактные данные", "Запомнить меня"),
}


@pytest.mark.parametrize("preset", SHOWN)
def test_the_office_sees_what_the_resident_will_see(cast: Cast, preset: str) -> None:
    apply_preset(portal=cast.portal, organizations=[cast.organization], preset=preset)
    page = client_of(cast.vera, cast.portal).get(f"/office/desk/way-in/{cast.portal.pk}/").content.decode()
    missing = [words for words in SHOWN[preset] if words.lower() not in page.lower()]
    assert missing == []
    assert page.count("<fieldset disabled") >= 2
    change = f"/office/housing/portal/{cast.portal.pk}/change/"
    assert change not in page  # the accountant looks: who may come in is decided by those who answer for it
    director = client_of(make_staff(cast.organization, "director", StaffRole.DIRECTOR), cast.portal)
    assert change in director.get(f"/office/desk/way-in/{cast.portal.pk}/").content.decode()


def test_a_changed_setting_is_seen_at_once(cast: Cast) -> None:
    cast.portal.settings.registration_texts = {"REGISTER": "Завести кабинет"}
    cast.portal.settings.save()
    vera = client_of(cast.vera, cast.portal)
    assert "Завести кабинет" in vera.get("/office/desk/way-in/").content.decode()


def test_portals_of_others_are_not_shown(cast: Cast) -> None:
    gleb = client_of(cast.gleb, cast.portal)
    assert gleb.get(f"/office/desk/way-in/{cast.portal.pk}/").status_code == 404
    assert cast.portal.host not in gleb.get("/office/desk/way-in/").content.decode()


def test_the_page_says_what_the_proofs_are_worth() -> None:
    def worth(**settings: object) -> str:
        return worth_of_proofs(PortalSettings(**settings))

    assert "1 из 100;" in worth(linking_proofs=["SURNAME"])
    assert "60, потом спросим и номер квартиры" in worth(linking_proofs=["SURNAME"])
    assert "не больше 0,9" in worth(linking_proofs=["SURNAME"])
    assert "1 из 4000;" in worth(linking_proofs=["SURNAME", "PREMISE_NUMBER"])
    assert worth(linking_proofs=["CITY", "REGISTRATION_CODE"]).startswith("подобрать нельзя")
    assert "проверяет сотрудник" in worth(linking_proofs=["FULL_NAME"], approval_mode="STAFF")
