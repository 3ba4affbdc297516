"""The pages of the way in: what is told to whom, what stays, what the settings change."""

import datetime as dt
import re
from collections.abc import Callable

import pytest

from kvita.accounts.models import AccessApplication, AccountLink
from kvita.accounts.services import store_registration_code
from kvita.core.audit import SYSTEM
from kvita.housing.enums import PasswordOrigin
from kvita.identity.models import Consent, User
from kvita.notifications.models import OutboxMessage
from kvita.service_requests.models import SupportQuestion
from tests.actors import Cast, client_of
from tests.factories import NOW, make_account
from tests.web.joining.conftest import Door

pytestmark = pytest.mark.django_db

ANNA = {"email": "new@example.ru", "password": "ромашка-2017", "password_again": "ромашка-2017", "consent": "on"}
APPLICATION = ANNA | {"full_name": "Иванова Анна", "number": "1000551412", "phone": "8-987-123-45-67"}
SetTime = Callable[[dt.datetime], None]


def newest_link() -> str:
    return "/" + str(OutboxMessage.objects.order_by("-id")[0].links[0]).split("/", 3)[3]


def test_consent_is_not_ticked_and_not_part_of_other_documents(door: Door) -> None:
    page = door("innova").get("/registration/").content.decode()
    (tick,) = re.findall(r'<input[^>]*name="consent"[^>]*>', page)
    assert "checked" not in tick
    assert 'href="/consent/"' in page
    assert not Consent.objects.exists()


def test_the_document_of_consent_has_a_page_with_its_version(door: Door) -> None:
    page = door("uk").get("/consent/").content.decode()
    assert "<h1>Положение о конфиденциальности</h1>" in page
    assert "Версия 2025-09" in page


def test_a_letter_of_the_qr_fills_the_form_in(cast: Cast, door: Door) -> None:
    account = make_account(cast.organization, "20004506", holder_name="Иванова Анна")
    city = str(account.premise.building.city)
    store_registration_code(account=account, code="1234 5678", now=NOW, actor=SYSTEM)
    client = door("ugra")
    client.get("/registration/", {"number": "20004506", "city": city, "code": "1234 5678"})
    assert client.post("/registration/", ANNA)["location"] == "/accounts/add/"
    page = client.get("/accounts/add/").content.decode()
    for value in ("20004506", "1234 5678"):
        assert f'value="{value}"' in page
    typed = {"number": "20004506", "city": city, "registration_code": "12345678", "phone": "9871234567"}
    assert client.post("/accounts/add/", typed).status_code == 302
    link = AccountLink.objects.get(account=account)
    assert (link.user.phone, link.user.phone_confirmed_at) == ("+79871234567", None)


def test_an_address_that_is_taken_is_told_at_the_field(cast: Cast, door: Door) -> None:
    cast.anna.email_confirmed_at = NOW
    cast.anna.save()
    page = door("innova").post("/registration/", ANNA | {"email": "Anna@example.ru"}).content.decode()
    assert "Кабинет с этой почтой уже есть" in page


def test_the_letter_is_sent_again_after_a_wait(door: Door, set_time: SetTime) -> None:
    client = door("tszh")
    assert client.post("/registration/", ANNA | {"login": "anna-new"})["location"] == "/registration/sent/"
    page = client.get("/registration/sent/").content.decode()
    assert 'data-countdown="60"' in page
    set_time(NOW + dt.timedelta(seconds=61))
    assert "data-countdown" not in client.get("/registration/sent/").content.decode()
    client.post("/registration/sent/")
    assert OutboxMessage.objects.count() == 2


def test_asking_again_for_an_unknown_address_looks_the_same(door: Door) -> None:
    client = door("tszh")
    client.post("/registration/", ANNA | {"login": "anna-new"})
    answers = [
        door("tszh").post("/registration/again/", {"email": email}, follow=True).content.decode()
        for email in ("new@example.ru", "nobody@example.ru")
    ]
    cut = [page[page.index("<main") :].split("csrfmiddlewaretoken")[0] for page in answers]
    assert cut[0] == cut[1]


def test_a_late_link_offers_a_new_letter_which_works(door: Door, set_time: SetTime) -> None:
    client = door("tszh")
    client.post("/registration/", ANNA | {"login": "anna-new"})
    late = newest_link()
    set_time(NOW + dt.timedelta(days=2))
    elsewhere = door("tszh")
    answer = elsewhere.get(late)
    assert (answer.status_code, "Прислать новое письмо" in answer.content.decode()) == (410, True)
    elsewhere.post(late)
    assert newest_link() != late
    page = elsewhere.post(newest_link(), {"act": "confirm"}).content.decode()
    assert "Email успешно подтверждён" in page
    assert "_auth_user_id" not in elsewhere.session


def test_the_link_signs_in_only_where_the_registration_was_begun(door: Door) -> None:
    client = door("tszh")
    client.post("/registration/", ANNA | {"login": "anna-new"})
    link = newest_link()
    assert client.head(link).status_code == 200
    assert User.objects.get(login="anna-new").confirmation_due
    stranger = door("tszh")
    assert stranger.get(link).status_code == 200
    assert "_auth_user_id" not in stranger.session
    client.get(link)
    assert "_auth_user_id" in client.session


def test_an_account_proved_first_waits_no_longer_than_half_an_hour(cast: Cast, door: Door, set_time: SetTime) -> None:
    make_account(cast.organization, "120999", holder_name="Иванова Анна")
    client = door("uigkh")
    answer = client.post("/registration/", {"number": "120999", "surname": "ИВАНОВА"})
    assert answer["location"] == "/registration/details/"
    assert "120999" in client.get("/registration/details/").content.decode()
    set_time(NOW + dt.timedelta(minutes=31))
    assert client.get("/registration/details/")["location"] == "/registration/"


def test_application_without_consent_is_refused_with_what_was_typed(door: Door) -> None:
    page = door("uk", captcha_mode="NEVER").post("/registration/", APPLICATION | {"consent": ""}).content.decode()
    assert "Поставьте отметку" in page
    assert 'value="Иванова Анна"' in page
    assert not AccessApplication.objects.exists()


def test_application_keeps_the_consent_and_no_password_in_clear(door: Door) -> None:
    client = door("uk", captcha_mode="NEVER")
    address = client.post("/registration/", APPLICATION)["location"]
    application = AccessApplication.objects.get()
    assert application.consents[0]["version"] == "2025-09"
    assert "ромашка" not in application.password
    assert "Заявка отправлена" in client.get(address).content.decode()
    assert client.get(f"/registration/{'0' * 8}-0000-0000-0000-{'0' * 12}/").status_code == 404


def test_portal_that_issues_passwords_asks_for_none(door: Door) -> None:
    client = door("uk", captcha_mode="NEVER", password_origin=PasswordOrigin.ISSUED_BY_SMS)
    page = client.get("/registration/").content.decode()
    assert 'name="password"' not in page
    assert "пришлём его в SMS" in page


def test_code_of_a_stranger_tells_nothing(door: Door) -> None:
    page = door("uk").post("/registration/code/", {"phone": "89871234567", "code": "0000"}).content.decode()
    assert "Код или телефон не подошли" in page


def test_organizations_are_found_by_words_of_the_name(cast: Cast, door: Door) -> None:
    client = door("tszh", cast.anna)
    page = client.get("/accounts/add/", {"kind": "UTILITIES", "q": "solnechny"}).content.decode()
    assert f"organization={cast.organization.pk}" in page
    none = client.get("/accounts/add/", {"kind": "UTILITIES", "q": "нет такой"}).content.decode()
    assert "Такой организации в списке нет" in none
    assert "Обратитесь прямо в неё" in none


def test_a_question_goes_to_the_support_once_and_not_without_end(cast: Cast, door: Door) -> None:
    client = door("ugra")
    cast.portal.support_email = "help@example.ru"
    cast.portal.save()
    question = {"question-contact": "8 987 123-45-67", "question-text": "Как войти?"}
    for _ in range(2):
        client.post("/feedback/", question)
    assert SupportQuestion.objects.get().text == "Как войти?"
    assert OutboxMessage.objects.get().recipient == "help@example.ru"
    answers = [client.post("/feedback/", question | {"question-text": f"{number}?"}) for number in range(6)]
    assert answers[-1].status_code == 422
    assert "Слишком много" in answers[-1].content.decode()


def test_a_question_with_the_trap_filled_in_is_dropped(door: Door) -> None:
    question = {"question-contact": "a@example.ru", "question-text": "Купите", "question-website": "spam"}
    assert door("ugra").post("/feedback/", question).status_code == 302
    assert not SupportQuestion.objects.exists()


def test_a_portal_without_the_form_has_no_such_page(door: Door) -> None:
    assert door("innova").get("/feedback/").status_code == 404


def test_another_picture_keeps_what_was_typed_and_complains_about_nothing(door: Door) -> None:
    answer = door("uk").post("/registration/", APPLICATION | {"refresh_captcha": "1"})
    page = answer.content.decode()
    assert answer.status_code == 200
    assert 'value="Иванова Анна"' in page
    assert 'value="8-987-123-45-67"' in page
    assert "field--bad" not in page
    assert "ромашка" not in page


def test_a_resident_of_another_portal_is_nobody_here(cast: Cast, door: Door) -> None:
    door("ugra")
    assert client_of(cast.daria, cast.portal).get("/registration/").status_code == 200
    assert client_of(cast.daria, cast.portal).get("/accounts/add/").status_code == 403


def test_queries_do_not_grow_with_the_organizations(
    cast: Cast, door: Door, count_queries: Callable[[Callable[[], object]], int]
) -> None:
    client = door("tszh", cast.anna)
    before = count_queries(lambda: client.get("/accounts/add/?kind=UTILITIES"))
    cast.portal.organizations.add(cast.other_organization)
    assert count_queries(lambda: client.get("/accounts/add/?kind=UTILITIES")) == before


def test_registration_needs_few_queries(door: Door, count_queries: Callable[[Callable[[], object]], int]) -> None:
    client = door("ugra")
    assert count_queries(lambda: client.get("/registration/")) <= 6
    assert User.objects.filter(email="new@example.ru").count() == 0
