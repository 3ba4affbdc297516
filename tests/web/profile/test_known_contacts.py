"""What the company knows of a person: changed by what is confirmed, for accounts that one holds; hidden from others."""

import pytest
from django.test import Client

from kvita.accounts.models import AccountLink
from kvita.notifications.models import OutboxMessage
from tests.actors import Cast, client_of
from tests.factories import NOW
from tests.web.profile.conftest import Sure
from tests.web.resident.pages import read

pytestmark = pytest.mark.django_db
CONTACTS = "/profile/contacts/"
KNOWN = "8 (917) 000-00-99"


@pytest.fixture(autouse=True)
def with_write_back(cast: Cast) -> None:
    """A portal that writes contacts back and sends SMS, and what the company knows of Anna's account."""
    settings = cast.portal.settings
    settings.contacts_saved_to_account, settings.email_change = True, ["PROFILE"]
    settings.sms_subjects, settings.confirmation_code_digits = ["PAYMENT"], 4
    settings.save()
    cast.account.phone, cast.account.email = KNOWN, "old@example.ru"
    cast.account.save()
    cast.anna.email_confirmed_at = NOW
    cast.anna.save()


def holds() -> None:
    AccountLink.objects.update(is_holder=True)


def typed(**changed: str) -> dict[str, str]:
    return {"name": "Анна", "phone": "", "email": "anna@example.ru"} | changed


def known(cast: Cast) -> tuple[str, str]:
    cast.account.refresh_from_db()
    return cast.account.phone, cast.account.email


def code_to(phone: str) -> str:
    return OutboxMessage.objects.get(recipient=phone).text[:4]


def test_a_phone_goes_into_the_account_of_its_holder_once_the_code_has_come_back(
    cast: Cast, anna: Client, sure: Sure
) -> None:
    holds()
    sure()
    anna.post(CONTACTS, typed(phone="8 917 123-45-67"))
    assert known(cast) == (KNOWN, "anna@example.ru")  # the e-mail was confirmed, the phone is not
    assert "Прислать код по SMS" in read(anna, "/profile/")
    page = anna.post("/profile/phone/send/", follow=True)
    assert "8 917 123-45-67" in page.content.decode()
    code = code_to("+79171234567")
    assert anna.post("/profile/phone/", {"code": f"{(int(code) + 1) % 10000:04}"}).status_code == 422
    assert known(cast)[0] == KNOWN
    assert anna.post("/profile/phone/", {"code": code})["location"] == "/profile/#contacts"
    assert known(cast) == ("+79171234567", "anna@example.ru")
    assert "Подтверждён" in read(anna, "/profile/")
    assert anna.get("/profile/phone/").status_code == 302


def test_a_code_confirms_the_phone_that_stands_in_the_profile_and_no_other(
    cast: Cast, anna: Client, sure: Sure
) -> None:
    holds()
    sure()
    anna.post(CONTACTS, typed(phone="8 917 123-45-67"))
    anna.post("/profile/phone/send/")
    anna.post(CONTACTS, typed(phone="8 917 123-45-68"))
    assert "изменился" in anna.post("/profile/phone/", {"code": code_to("+79171234567")}).content.decode()
    assert known(cast)[0] == KNOWN


def test_a_new_email_goes_into_the_account_of_its_holder_once_its_link_was_opened(
    cast: Cast, anna: Client, sure: Sure
) -> None:
    holds()
    sure()
    anna.post(CONTACTS, typed(email="new@example.ru"))
    assert known(cast)[1] == "anna@example.ru"
    (link,) = OutboxMessage.objects.get(recipient="new@example.ru").links
    client_of(None, cast.portal).post(link[link.index("/profile/") :])
    assert known(cast)[1] == "new@example.ru"


def test_who_only_sees_an_account_changes_nothing_in_the_database_of_the_company(
    cast: Cast, anna: Client, sure: Sure
) -> None:
    sure()
    anna.post(CONTACTS, typed(phone="8 917 123-45-67"))
    anna.post("/profile/phone/send/")
    anna.post("/profile/phone/", {"code": code_to("+79171234567")})
    cast.anna.refresh_from_db()
    assert cast.anna.phone_confirmed_at is not None
    assert known(cast) == (KNOWN, "old@example.ru")
    assert not OutboxMessage.objects.filter(recipient="old@example.ru").exists()


def test_who_proves_the_phone_that_the_company_knows_is_the_holder(cast: Cast, anna: Client, sure: Sure) -> None:
    assert "8 ··· ···-00-99" in read(anna, "/profile/")  # offered, but not told to who may be a neighbour
    sure()
    anna.post(CONTACTS, typed(phone="8 917 000-00-99"))
    anna.post("/profile/phone/send/")
    anna.post("/profile/phone/", {"code": code_to("+79170000099")})
    assert known(cast) == (KNOWN, "anna@example.ru")  # the same phone stays as the company writes it


def test_the_phone_of_the_company_is_offered_to_the_holder(anna: Client) -> None:
    holds()
    html = anna.get("/profile/").content.decode()
    assert 'value="8 917 000-00-99"' in html
    assert "Этот номер знает организация" in html


def test_the_account_card_hides_the_phone_from_who_is_not_the_holder(cast: Cast, anna: Client) -> None:
    page = f"/a/{cast.account.pk}/account/"
    assert "8 ··· ···-00-99" in read(anna, page)
    assert "000-00-99" not in anna.get(page).content.decode()
    holds()
    assert "000-00-99" in anna.get(page).content.decode()
