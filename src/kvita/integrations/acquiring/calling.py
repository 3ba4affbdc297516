"""Calling a bank: time limits, one size limit, and the one question that matters: may it have done what was asked?"""

from collections.abc import Mapping
from typing import Any, Final

import httpx

from kvita.payments.ports import ProviderError

TIMEOUT: Final = httpx.Timeout(25.0, connect=6.0)
LARGEST_ANSWER: Final = 2 * 1024 * 1024
TOO_MANY: Final = 429
SERVER_ERROR: Final = 500
LONGEST_NUMBER: Final = 80  # as the columns of ours hold
LONGEST_PAGE: Final = 500
LONGEST_WORD: Final = 60


def open_client(transport: httpx.BaseTransport | None = None) -> httpx.Client:
    """Return a client that keeps nothing between calls but connections: keys go with each call, never with the client.

    Redirects are not followed: a bank's API does not redirect, and what would be sent on carries a key.
    """
    return httpx.Client(timeout=TIMEOUT, follow_redirects=False, headers={"User-Agent": "Kvita"}, transport=transport)


def call(client: httpx.Client, method: str, url: str, **options: Any) -> httpx.Response:
    """Call the bank. Raises `ProviderError` that may be tried again: silence, a broken connection, 429, 5xx.

    The error is raised from nothing on purpose: what httpx raises holds the request with the key in its head.
    """
    try:
        response = client.request(method, url, **options)
    except httpx.TimeoutException:
        raise ProviderError("timeout", retryable=True) from None
    except httpx.HTTPError:
        raise ProviderError("no_connection", retryable=True) from None
    if response.status_code == TOO_MANY or response.status_code >= SERVER_ERROR:
        raise ProviderError(f"http_{response.status_code}", retryable=True)
    return response


def read_object(response: httpx.Response) -> dict[str, Any]:
    """Return the JSON object of an answer. Raises `ProviderError` "unreadable", to be tried again."""
    if len(response.content) > LARGEST_ANSWER:
        raise unreadable()
    try:
        answer = response.json()
    except (ValueError, RecursionError):  # brackets without end
        raise unreadable() from None
    if not isinstance(answer, dict):
        raise unreadable()
    return answer


def unreadable() -> ProviderError:
    """Return the error of an answer that is not what the bank's documents promise: nothing is concluded from it."""
    return ProviderError("unreadable", retryable=True)


def read_text(value: object, *, longest: int) -> str:
    """Return a word or number of a bank, "" for nothing. Raises `ProviderError` "unreadable" for any other thing."""
    if value is None:
        return ""
    if isinstance(value, bool) or not isinstance(value, str | int):
        raise unreadable()
    text = str(value)
    if len(text) > longest or not text.isprintable():
        raise unreadable()
    return text


def read_part(thing: Mapping[str, Any], name: str) -> dict[str, Any]:
    """Return an object inside an object, {} for none. Raises `ProviderError` "unreadable" for any other thing."""
    part = thing.get(name)
    if part is None:
        return {}
    if not isinstance(part, dict):
        raise unreadable()
    return part


def read_rows(thing: Mapping[str, Any], name: str) -> list[dict[str, Any]]:
    """Return the objects of a list, [] for none. Raises `ProviderError` "unreadable" for any other thing."""
    rows = thing.get(name)
    if rows is None:
        return []
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise unreadable()
    return rows


def read_page(value: object) -> str:
    """Return the address of a bank's page; "" for what is no address of one, so that nobody is sent there."""
    page = value if isinstance(value, str) and len(value) <= LONGEST_PAGE and value.isprintable() else ""
    return page if page.startswith("https://") else ""
