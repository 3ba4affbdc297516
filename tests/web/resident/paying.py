"""The way of a payer: the form, the page that shows all once more, the bank, and back."""

import re

from django.test import Client

from tests.web.resident.pages import read, words_of

PAID, NO_MONEY, SILENT, WRONG = (f"22000000000000{end}" for end in ("04", "20", "46", "53"))


def choose(client: Client, start: str, /, **fields: object) -> str:
    """Fill the first form; return the words of the page that follows."""
    values = {"what": "all", "how": "sandbox", "email": "anna@example.ru"} | fields
    return words_of(client.post(start, values, follow=True).content.decode())


def form_key(client: Client, address: str) -> str:
    found = re.search(r'name="form_key" value="([0-9a-f-]{36})"', client.get(f"{address}check/").content.decode())
    assert found is not None
    return found[1]


def go_to_bank(client: Client, address: str) -> str:
    """Confirm; return the address of the bank's page."""
    response = client.post(f"{address}start/", {"form_key": form_key(client, address)})
    assert response.status_code == 302
    assert response["location"].startswith("/bank/")
    return str(response["location"])


def pay(client: Client, start: str, card: str = PAID, /, **fields: object) -> str:
    """Walk the whole way; return the words of the page after the bank."""
    choose(client, start, **fields)
    back = client.post(go_to_bank(client, start), {"card": card})["location"]
    assert back.startswith(f"http://innova.localhost{start}")
    return read(client, back.removeprefix("http://innova.localhost"))
