"""How tests read a page: the words a person sees, without tags, with plain spaces."""

import re

from django.test import Client


def words_of(page: str) -> str:
    """The words of `main`."""
    main = page[page.index("<main") : page.index("</main>")]
    words = re.sub(r"<[^>]+>", " ", main).replace("\u00a0", " ").replace("&nbsp;", " ").replace("&quot;", '"')
    return re.sub(r" ([,.:;])", r"\1", re.sub(r"\s+", " ", words))


def read(client: Client, address: str) -> str:
    """The words of a page that must open."""
    response = client.get(address)
    assert response.status_code == 200, response.status_code
    return words_of(response.content.decode())
