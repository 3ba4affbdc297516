"""Contacts: what is stored at once, what asks who is there first, what waits for the new address; hostile files."""

import io
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from kvita.core.pictures import MAX_BYTES
from kvita.notifications.models import OutboxMessage
from tests.actors import Cast, client_of
from tests.factories import PASSWORD
from tests.web.profile.conftest import Sure
from tests.web.resident.pages import read

pytestmark = pytest.mark.django_db
CONTACTS = "/profile/contacts/"


@pytest.fixture(autouse=True)
def with_everything(cast: Cast) -> None:
    settings = cast.portal.settings
    settings.home_phone_enabled = settings.profile_photo_enabled = True
    settings.email_change = ["PROFILE"]
    settings.save()


def typed(**changed: str) -> dict[str, str]:
    return {"name": "Анна", "home_phone": "", "phone": "", "email": "anna@example.ru"} | changed


def test_name_and_home_phone_are_stored_at_once(cast: Cast, anna: Client) -> None:
    response = anna.post(CONTACTS, typed(name="  Анна   Иванова ", home_phone="8 (843) 222-77-00"))
    assert response["location"] == "/profile/#contacts"
    cast.anna.refresh_from_db()
    assert (cast.anna.name, cast.anna.home_phone) == ("Анна Иванова", "+78432227700")
    assert "8 843 222-77-00" in anna.get("/profile/").content.decode()


@pytest.mark.parametrize("phone", ["9171234567", "8-917-123-45-67", "+7 (917) 123 45 67"])
def test_every_usual_form_of_a_phone_is_one_phone(cast: Cast, anna: Client, sure: Sure, phone: str) -> None:
    sure()
    anna.post(CONTACTS, typed(phone=phone))
    cast.anna.refresh_from_db()
    assert cast.anna.phone == "+79171234567"


@pytest.mark.parametrize(
    ("field", "value", "says"),
    [
        ("phone", "12345", "10 цифр"),
        ("phone", "+49 30 901820", "российский номер"),
        ("phone", "7" * 10_000, "слишком много знаков"),
        ("email", "не почта", "«@» и точка"),
        ("email", "", "кабинет не восстановить"),
        ("email", "a" * 300 + "@example.ru", "слишком длинный"),
        ("name", "я" * 10_000, "Слишком длинно"),
        ("name", "a\x07b", "невидимые знаки"),
    ],
)
def test_what_is_wrong_is_said_at_the_field_and_the_rest_stays(
    cast: Cast, anna: Client, field: str, value: str, says: str
) -> None:
    kept = "Анна Петровна" if field != "name" else "anna@example.ru"
    response = anna.post(CONTACTS, typed(**{"name": "Анна Петровна", field: value}))
    html = response.content.decode()
    assert response.status_code == 422
    assert says in html
    assert kept in html
    cast.anna.refresh_from_db()
    assert (cast.anna.name, cast.anna.email, cast.anna.phone) == ("Анна", "anna@example.ru", None)


def test_markup_in_a_name_is_text(anna: Client) -> None:
    anna.post(CONTACTS, typed(name="<script>alert(1)</script>"))
    assert "<script>alert" not in anna.get("/profile/").content.decode()


def test_the_way_back_changes_only_after_the_password(cast: Cast, anna: Client) -> None:
    asked = anna.post(CONTACTS, typed(name="Аня", phone="8 917 123-45-67"))
    assert "Подтвердите, что это вы" in asked.content.decode()
    cast.anna.refresh_from_db()
    assert (cast.anna.name, cast.anna.phone) == ("Анна", None)
    wrong = anna.post(CONTACTS, typed(name="Аня", phone="8 917 123-45-67", sure_password="не тот"))
    assert wrong.status_code == 422
    assert 'value="8 917 123-45-67"' in wrong.content.decode()
    assert "не тот" not in wrong.content.decode()
    anna.post(CONTACTS, typed(name="Аня", phone="8 917 123-45-67", sure_password=PASSWORD))
    cast.anna.refresh_from_db()
    assert (cast.anna.name, cast.anna.phone) == ("Аня", "+79171234567")


def test_guesses_at_the_password_are_stopped(cast: Cast, anna: Client) -> None:
    wrong = [anna.post(CONTACTS, typed(phone="8 917 123-45-67", sure_password="не тот")) for _ in range(12)]
    right = anna.post(CONTACTS, typed(phone="8 917 123-45-67", sure_password=PASSWORD))
    assert {answer.status_code for answer in [*wrong, right]} == {422}
    cast.anna.refresh_from_db()
    assert cast.anna.phone is None


def test_another_email_waits_for_its_letter(cast: Cast, anna: Client, sure: Sure) -> None:
    sure()
    anna.post(CONTACTS, typed(email="new@example.ru"))
    assert "Ждём подтверждения: new@example.ru" in read(anna, "/profile/")
    letter = OutboxMessage.objects.get(recipient="new@example.ru")
    (link,) = letter.links
    guest = client_of(None, cast.portal)
    path = link.partition(cast.portal.host)[2]
    assert "new@example.ru" in read(guest, path)
    cast.anna.refresh_from_db()
    assert cast.anna.email == "anna@example.ru"  # looking at the link changes nothing
    assert "Почта изменена" in guest.post(path).content.decode()
    cast.anna.refresh_from_db()
    assert cast.anna.email == "new@example.ru"
    assert guest.post(path).status_code == 422
    assert guest.get(path).status_code == 410
    assert "Ждём подтверждения" not in read(anna, "/profile/")


def test_a_wish_for_another_email_can_be_dropped(cast: Cast, anna: Client, sure: Sure) -> None:
    sure()
    anna.post(CONTACTS, typed(email="new@example.ru"))
    anna.post("/profile/email/cancel/")
    assert "Ждём подтверждения" not in read(anna, "/profile/")


def test_the_letter_comes_again_after_a_wait(cast: Cast, anna: Client, sure: Sure) -> None:
    sure()
    anna.post(CONTACTS, typed(email="new@example.ru"))
    response = anna.post("/profile/email/again/", follow=True)
    assert "Новое письмо можно попросить через" in response.content.decode()
    assert OutboxMessage.objects.filter(recipient="new@example.ru").count() == 1


def photo(kind: str = "JPEG") -> bytes:
    out = io.BytesIO()
    exif = Image.Exif()
    exif.get_ifd(0x8825)[1] = "N"
    exif[0x010F] = "SecretCamera"
    Image.new("RGB", (800, 600), "red").save(out, kind, exif=exif.tobytes())
    return out.getvalue()


def upload(client: Client, data: bytes, name: str = "me.jpg") -> Any:
    return client.post("/profile/photo/", {"photo": SimpleUploadedFile(name, data)})


def test_a_photo_comes_back_square_and_without_the_place(cast: Cast, anna: Client) -> None:
    assert upload(anna, photo())["location"] == "/profile/#contacts"
    answer = anna.get("/profile/photo/image/")
    assert answer["Content-Type"] == "image/jpeg"
    assert b"SecretCamera" not in answer.content
    with Image.open(io.BytesIO(answer.content)) as drawn:
        assert (drawn.size, dict(drawn.getexif())) == ((320, 320), {})
    assert 'alt="Ваша фотография"' in anna.get("/profile/").content.decode()
    anna.post("/profile/photo/remove/")
    assert anna.get("/profile/photo/image/").status_code == 404


def test_a_photo_is_seen_by_its_owner_alone(cast: Cast, anna: Client) -> None:
    upload(anna, photo())
    cast.anna.refresh_from_db()
    assert client_of(cast.boris, cast.portal).get("/profile/photo/image/").status_code == 404
    assert client_of(None, cast.portal).get("/profile/photo/image/").status_code == 302
    for folder in ("/media/", "/static/", "/"):
        assert anna.get(f"{folder}{cast.anna.photo.name}").status_code == 404


@pytest.mark.parametrize(
    ("data", "name", "says"),
    [
        (b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>", "me.svg", "не фотография"),
        (b"<html><script>alert(1)</script>", "me.jpg", "не фотография"),
        (photo()[:300], "me.jpg", "не фотография"),
        (photo() + b"\x00" * MAX_BYTES, "me.jpg", "больше 8 МБ"),
        (b"", "me.jpg", "Файл пустой"),
        (b"GIF89a" + b"\x00" * 100, "../../me.gif", "не фотография"),
    ],
    ids=["svg", "html", "cut", "9-MB", "empty", "gif"],
)
def test_what_is_no_photo_is_refused_at_the_field(cast: Cast, anna: Client, data: bytes, name: str, says: str) -> None:
    answer = upload(anna, data, name)
    assert answer.status_code == 422
    assert says in answer.content.decode()
    cast.anna.refresh_from_db()
    assert not cast.anna.photo
