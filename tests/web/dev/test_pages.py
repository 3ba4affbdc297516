"""The pages of the demo: who can sign in, what was sent."""

import json

import pytest
from django.test import Client

from kvita.demo.apps import DemoConfig
from kvita.notifications.services import enqueue_message
from kvita.web.dev.signins import SignIn, register_sign_ins, sign_ins
from tests.factories import NOW, make_portal

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.policy.demo_urls")]


@pytest.fixture
def anna(monkeypatch: pytest.MonkeyPatch) -> SignIn:
    """The only sign-in of this demo."""
    one = SignIn("innova", "anna@example.ru", "ромашка-2017", "resident", "Анна", "551412")
    monkeypatch.setattr("kvita.web.dev.signins._sources", [lambda: [one]])
    return one


def test_portals_come_with_their_address_at_the_port_of_the_request(client: Client) -> None:
    make_portal("innova")
    answer = client.get("/dev/demo.json", SERVER_NAME="localhost", SERVER_PORT="8321").json()
    assert answer["portals"] == [
        {
            "slug": "innova",
            "name": "Личный кабинет абонента",
            "address": "http://innova.localhost:8321/",
        }
    ]


def test_sign_ins_say_where_who_and_with_what(client: Client, anna: SignIn) -> None:
    (found,) = client.get("/dev/demo.json").json()["sign_ins"]
    assert {key: found[key] for key in ("portal", "login", "password", "role")} == {
        "portal": "innova",
        "login": "anna@example.ru",
        "password": "ромашка-2017",
        "role": "resident",
    }


def test_the_index_lists_portals_and_sign_ins(client: Client, anna: SignIn) -> None:
    make_portal("innova")
    text = client.get("/dev/").content.decode()
    assert "anna@example.ru" in text
    assert "ромашка-2017" in text
    assert "http://innova.localhost/login/" in text


def test_without_data_the_index_says_what_to_do(client: Client) -> None:
    assert "kvita demo" in client.get("/dev/").content.decode()


def test_the_outbox_shows_everything_newest_first(client: Client) -> None:
    for number, channel in enumerate(("EMAIL", "SMS"), start=1):
        enqueue_message(
            key=f"test:{number}",
            channel=channel,
            recipient=f"кому-{number}",
            subject="Платёж принят" if channel == "EMAIL" else "",
            text=f"Текст <b>{number}</b>",
            links=["http://innova.localhost/pay/"] if channel == "EMAIL" else [],
            is_secret=False,
            now=NOW,
        )
    newest, oldest = client.get("/dev/outbox.json").json()["messages"]
    assert newest == {
        "channel": "SMS",
        "to": "кому-2",
        "subject": "",
        "text": "Текст <b>2</b>",
        "links": [],
        "created_at": NOW.isoformat(),
    }
    assert oldest["links"] == ["http://innova.localhost/pay/"]
    text = client.get("/dev/outbox/").content.decode()
    assert text.index("кому-2") < text.index("кому-1")
    assert "Текст &lt;b&gt;1&lt;/b&gt;" in text
    assert 'href="http://innova.localhost/pay/"' in text


def test_an_empty_outbox_says_what_will_be_there(client: Client) -> None:
    assert "Пока ничего не отправлено" in client.get("/dev/outbox/").content.decode()
    assert json.loads(client.get("/dev/outbox.json").content) == {"messages": []}


def test_the_parts_are_shown(client: Client) -> None:
    assert client.get("/dev/ui/").status_code == 200


def test_a_source_of_sign_ins_is_asked_once(monkeypatch: pytest.MonkeyPatch, anna: SignIn) -> None:
    def source() -> list[SignIn]:
        return [anna]

    monkeypatch.setattr("kvita.web.dev.signins._sources", [])
    register_sign_ins(source)
    register_sign_ins(source)
    assert sign_ins() == [anna]


def test_the_demo_registers_its_people() -> None:
    from kvita.demo.directory import stored_sign_ins
    from kvita.web.dev import signins

    assert DemoConfig.name == "kvita.demo"
    assert stored_sign_ins in signins._sources
