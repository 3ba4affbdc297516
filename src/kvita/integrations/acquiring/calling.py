"""Calling a bank: time limits, one size limit, and the one question that matters: may it have done what was asked?"""

from typing import Any, Final

import httpx

from kvita.payments.ports import ProviderError

TIMEOUT: Final = httpx.Timeout(25.0, connect=6.0)
LARGEST_ANSWER: Final = 2 * 1024 * 1024
TOO_MANY: Final = 429
SERVER_ERROR: Final = 500


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
        raise ProviderError("unreadable", retryable=True)
    try:
        answer = response.json()
    except ValueError:
        raise ProviderError("unreadable", retryable=True) from None
    if not isinstance(answer, dict):
        raise ProviderError("unreadable", retryable=True)
    return answer
