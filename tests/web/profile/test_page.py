"""The page of the profile: what a portal asks, ticks that stay, the account of the header."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from kvita.accounts.selectors import delivery_choices_of, links_for, message_choices_of
from kvita.housing.enums import (
    BillDelivery,
    EmailChange,
    NotificationChoice,
    NotificationSubject,
    ProfileText,
)
from kvita.notifications.enums import Channel
from tests.actors import Cast, client_of
from tests.factories import make_link, make_resident
from tests.web.resident.pages import read

pytestmark = pytest.mark.django_db
PAGE = "/profile/"


def set_portal(cast: Cast, **settings: Any) -> None:
    for name, value in settings.items():
        setattr(cast.portal.settings, name, value)
    cast.portal.settings.save()


def test_the_words_are_those_of_the_portal(cast: Cast, anna: Client) -> None:
    set_portal(cast, profile_texts={ProfileText.TITLE: "Личные данные", ProfileText.ALLOW_SMS: "Смс-информирование"})
    set_portal(cast, notification_choice=NotificationChoice.ON_OFF, sms_subjects=["DEBT"], email_subjects=["DEBT"])
    html = anna.get(PAGE).content.decode()
    assert "<h1>Личные данные</h1>" in html
    assert ">Личные данные</a></li>" in html  # the section of the cabinet
    assert "Смс-информирование" in html
    assert "Разрешить e-mail оповещение" in html


def test_a_portal_asks_only_what_it_needs(cast: Cast, anna: Client) -> None:
    set_portal(cast, home_phone_enabled=False, profile_photo_enabled=False, email_change=[EmailChange.OFFICE])
    words = read(anna, PAGE)
    for absent in ("Домашний телефон", "Загрузить фотографию"):
        assert absent not in words
    assert "Почту меняют в офисе" in words
    set_portal(cast, home_phone_enabled=True, profile_photo_enabled=True, user_deletion_enabled=False)
    words = read(anna, PAGE)
    assert "Домашний телефон" in words
    assert "Загрузить фотографию" in words
    assert "Удалить кабинет" not in words


def test_ticks_of_subjects_and_channels_stay(cast: Cast, anna: Client) -> None:
    cast.anna.phone = "+79170000001"
    cast.anna.save()
    set_portal(cast, sms_subjects=["DEBT"], email_subjects=["DEBT", "BILL"])
    response = anna.post("/profile/messages/", {"SMS-DEBT": "on", "EMAIL-BILL": "on"})
    assert response["location"] == "/profile/#messages"
    choices = message_choices_of(cast.anna)
    asked = [(Channel.SMS, "DEBT"), (Channel.EMAIL, "DEBT"), (Channel.EMAIL, "BILL")]
    assert [choices.allow(channel, NotificationSubject(subject)) for channel, subject in asked] == [True, False, True]


def test_two_ticks_stand_for_all_subjects(cast: Cast, anna: Client) -> None:
    set_portal(cast, notification_choice=NotificationChoice.ON_OFF, sms_subjects=["DEBT"], email_subjects=["DEBT"])
    anna.post("/profile/messages/", {})
    assert not message_choices_of(cast.anna).allow(Channel.EMAIL, NotificationSubject.OUTAGES)


def test_sms_without_a_phone_are_refused_at_the_field(cast: Cast, anna: Client) -> None:
    set_portal(cast, sms_subjects=["DEBT"])
    response = anna.post("/profile/messages/", {"SMS-DEBT": "on"})
    assert response.status_code == 422
    assert "сначала напишите мобильный телефон" in response.content.decode()
    assert not message_choices_of(cast.anna).allow(Channel.SMS, NotificationSubject.DEBT)


def test_delivery_is_chosen_for_each_account(cast: Cast, anna: Client) -> None:
    second = make_link(cast.anna, cast.boris_account)
    set_portal(cast, bill_deliveries=[BillDelivery.EMAIL, BillDelivery.PAPER])
    words = read(anna, PAGE)
    assert "Счёт на дом" in words
    assert "Счёт по e-mail" in words
    anna.post("/profile/delivery/", {f"ways-{cast.boris_account.pk}": ["PAPER", "EMAIL"]})
    links = list(links_for(cast.anna, portal_id=cast.portal.pk))
    assert delivery_choices_of(links)[second.pk] == ["EMAIL", "PAPER"]


def test_a_way_that_the_portal_does_not_offer_is_refused(cast: Cast, anna: Client) -> None:
    set_portal(cast, bill_deliveries=[BillDelivery.PAPER])
    assert anna.post("/profile/delivery/", {f"ways-{cast.account.pk}": ["EMAIL"]}).status_code == 422


def test_the_look_is_kept_by_the_browser(anna: Client) -> None:
    response = anna.post("/profile/look/", {"theme": "dark", "text_size": "large"})
    assert {name: response.cookies[name].value for name in ("kvita_theme", "kvita_text")} == {
        "kvita_theme": "dark",
        "kvita_text": "large",
    }
    assert 'data-size="large"' in anna.get(PAGE).content.decode()
    assert anna.post("/profile/look/", {"theme": "pink", "text_size": "large"}).status_code == 422


def test_the_switch_stays_on_the_profile(cast: Cast, anna: Client) -> None:
    make_link(cast.anna, cast.boris_account)
    for path in (PAGE, "/profile/password/"):
        html = anna.get(path).content.decode()
        target = f"{path}?a={cast.boris_account.pk}"
        assert f'href="{target}"' in html
        html = anna.get(target).content.decode()
        summary = html[html.index("<summary>") : html.index("</summary>")]
        assert cast.boris_account.full_number in summary
        anna.get(f"{PAGE}?a={cast.account.pk}")


def test_from_a_page_about_one_account_the_switch_leads_to_the_profile(cast: Cast, anna: Client) -> None:
    make_link(cast.anna, cast.boris_account)
    html = anna.get(f"/profile/accounts/{cast.account.pk}/unlink/").content.decode()
    assert f'href="{PAGE}?a={cast.boris_account.pk}"' in html


def test_an_account_of_another_is_not_shown(cast: Cast, anna: Client) -> None:
    html = anna.get(f"{PAGE}?a={cast.boris_account.pk}").content.decode()
    assert cast.boris_account.full_number not in html


def test_who_has_no_account_yet_has_a_profile(cast: Cast) -> None:
    client = client_of(make_resident(cast.portal, "new@example.ru"), cast.portal)
    assert "Лицевых счетов пока нет" in read(client, PAGE)


def test_more_rows_cost_no_more_queries(
    cast: Cast, anna: Client, count_queries: Callable[[Callable[[], object]], int]
) -> None:
    set_portal(cast, bill_deliveries=["EMAIL"], sms_subjects=["DEBT"])
    anna.get(PAGE)
    few = count_queries(lambda: anna.get(PAGE))
    make_link(cast.anna, cast.boris_account)
    for _ in range(3):
        client = Client(SERVER_NAME=cast.portal.host)
        client.post("/login/", {"name": "anna@example.ru", "password": "ромашка-2017"})
    assert (
        count_queries(lambda: anna.get(PAGE)) == few <= 13
    )  # one of them asks for the letter of an unconfirmed address
