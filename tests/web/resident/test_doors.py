"""Who gets to which page: the same doors for all pages of an account."""

import pytest
from django.test import Client

from kvita.accounts.enums import LinkState
from kvita.billing.models import Statement
from tests.actors import Cast, client_of
from tests.factories import make_link

pytestmark = pytest.mark.django_db

PAGES = ("", "more/", "charges/", "charges/2017-08/", "charges/2017-08/table/", "history/", "account/")


@pytest.mark.parametrize("page", PAGES)
def test_owner_gets_in(cast: Cast, anna: Client, august: Statement, page: str) -> None:
    response = anna.get(f"/a/{cast.account.pk}/{page}")
    assert response.status_code == (302 if page == "charges/" else 200)


@pytest.mark.parametrize("page", PAGES)
def test_guest_is_asked_to_sign_in_and_comes_back(cast: Cast, guest: Client, august: Statement, page: str) -> None:
    address = f"/a/{cast.account.pk}/{page}"
    assert guest.get(address)["location"] == f"/login/?next={address}"


@pytest.mark.parametrize("page", PAGES)
def test_another_resident_learns_nothing(cast: Cast, august: Statement, page: str) -> None:
    response = client_of(cast.boris, cast.portal).get(f"/a/{cast.account.pk}/{page}")
    assert response.status_code == 404
    assert cast.account.number not in response.content.decode()


@pytest.mark.parametrize("page", PAGES)
def test_other_portal_and_staff_learn_nothing(cast: Cast, august: Statement, page: str) -> None:
    for user in (cast.anna, cast.daria):
        assert client_of(user, cast.other_portal).get(f"/a/{cast.account.pk}/{page}").status_code == 404
    assert client_of(cast.gleb, cast.portal).get(f"/a/{cast.account.pk}/{page}").status_code == 404


@pytest.mark.parametrize("state", [LinkState.PENDING, LinkState.REVOKED])
def test_link_that_is_not_active_opens_nothing(cast: Cast, august: Statement, state: LinkState) -> None:
    make_link(cast.boris, cast.account, state)
    assert client_of(cast.boris, cast.portal).get(f"/a/{cast.account.pk}/").status_code == 404


@pytest.mark.parametrize("number", ["0", "99999999999999999999999999", "9" * 400])
@pytest.mark.parametrize("page", PAGES)
def test_impossible_account_is_no_page(anna: Client, number: str, page: str) -> None:
    assert anna.get(f"/a/{number}/{page}").status_code == 404


def test_titles_tell_the_pages_apart(cast: Cast, anna: Client, august: Statement) -> None:
    titles = []
    for page in PAGES:
        html = anna.get(f"/a/{cast.account.pk}/{page}", follow=True).content.decode()
        titles.append(html[html.index("<title>") : html.index("</title>")])
    titles.remove(titles[2])  # the newest month, the same page as the month itself
    assert len(set(titles)) == len(titles)


def test_switch_tells_what_is_due(cast: Cast, anna: Client, august: Statement) -> None:
    make_link(cast.anna, cast.boris_account)
    html = anna.get(f"/a/{cast.account.pk}/").content.decode()
    panel = html[html.index("switch__panel") : html.index("</header>")]
    assert "1\u00a0537,15\u00a0₽" in panel
    assert panel.count("к оплате") == 1
