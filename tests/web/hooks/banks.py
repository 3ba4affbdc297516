"""Fake banks in place of the network: what settings.KVITA_OPEN_PROVIDER names in tests."""

from kvita.integrations.acquiring.opening import ADAPTERS
from kvita.payments.enums import ProviderKind
from kvita.payments.ports import ConnectionKeys, PaymentProvider
from tests.integrations.acquiring.fake_sber import FakeSber
from tests.integrations.acquiring.fake_yookassa import FakeYooKassa
from tests.integrations.acquiring.recorded import client_of

BANKS: dict[str, FakeYooKassa | FakeSber] = {}


def open_fake(kind: str, keys: ConnectionKeys, *, title: str) -> PaymentProvider:
    """Return the adapter of a bank, connected to the fake of this login."""
    if keys.login not in BANKS:
        BANKS[keys.login] = FakeSber(keys.login) if kind == ProviderKind.SBER else FakeYooKassa(keys.login)
    return ADAPTERS[kind](keys=keys, client=client_of(BANKS[keys.login]), title=title)
