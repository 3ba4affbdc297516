"""A connection of an organisation becomes an adapter: the keys go in here, and nowhere else."""

from functools import cache
from typing import Final

import httpx

from kvita.integrations.acquiring.calling import open_client
from kvita.integrations.acquiring.sber.provider import SberProvider
from kvita.integrations.acquiring.yookassa.provider import YooKassaProvider
from kvita.payments.enums import ProviderKind
from kvita.payments.ports import ConnectionKeys, PaymentProvider

ADAPTERS: Final[dict[str, type[YooKassaProvider] | type[SberProvider]]] = {
    ProviderKind.YOOKASSA: YooKassaProvider,
    ProviderKind.SBER: SberProvider,
}


def open_provider(kind: str, keys: ConnectionKeys, *, title: str) -> PaymentProvider:
    """Return the adapter of a bank signed in with the keys of one shop. Raises `KeyError` for an unknown bank."""
    return ADAPTERS[kind](keys=keys, client=_client(), title=title)


@cache
def _client() -> httpx.Client:
    """One for the process: it keeps connections open, and knows no key."""
    return open_client()
