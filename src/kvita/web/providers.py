"""Which banks serve an organisation: those of the installation that it has switched on (D18), and its own ones."""

import logging
import uuid
from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.utils.module_loading import import_string

from kvita.core.registry import load_adapters
from kvita.core.sealing import SealError, SecretBox
from kvita.housing.models import OrganizationSettings, Payee
from kvita.payments.models import ProviderConnection
from kvita.payments.ports import PaymentProvider
from kvita.payments.selectors import connections_named, connections_of
from kvita.payments.services import open_keys

log = logging.getLogger(__name__)


def secret_box() -> SecretBox:
    """Return the box in which keys of banks are stored: the installation's keys, newest first."""
    return SecretBox(settings.KVITA_ENCRYPTION_KEYS)


def payment_providers(
    organization_settings: OrganizationSettings, *, payee: Payee | None = None
) -> dict[str, PaymentProvider]:
    """Return the ways to pay by key: banks of the installation in the organisation's order, then its connections.

    With `payee`, only connections that take money for this payee.
    """
    shared = load_adapters(settings.KVITA_PAYMENT_PROVIDERS, organization_settings.payment_providers or None)
    own = connections_of([organization_settings.pk], active=True)
    if payee is not None:
        own = [one for one in own if one.payee_id in (None, payee.pk)]
    return shared | _opened(own)


def all_payment_providers() -> dict[str, PaymentProvider]:
    """Return every connected provider: an order may have been begun at one that is switched off since."""
    return load_adapters(settings.KVITA_PAYMENT_PROVIDERS) | _opened(connections_of(active=False))


def providers_named(keys: Iterable[str]) -> dict[str, PaymentProvider]:
    """Return the providers of these keys, also those that take no payments now; one query when there are own ones."""
    wanted = set(keys)
    shared = load_adapters(settings.KVITA_PAYMENT_PROVIDERS, wanted)
    own = wanted - set(shared)
    return shared | (_opened(connections_named(own)) if own else {})


def bank_names(keys: Iterable[str]) -> dict[str, str]:
    """Return what staff call the banks of these keys: the title of a shared one, else the bank and its shop.

    What was taken out of the installation keeps its key, so that it can still be asked about.
    """
    wanted = set(keys)
    shared = {
        key: str(provider.title) for key, provider in load_adapters(settings.KVITA_PAYMENT_PROVIDERS, wanted).items()
    }
    own = {connection.key: str(connection) for connection in connections_named(wanted - set(shared))}
    return {key: f"Банк больше не подключён ({key})" for key in wanted} | shared | own


def event_address(key: str) -> uuid.UUID | None:
    """Return what stands in the address to which the bank of this key sends messages; None for shared banks."""
    if key in settings.KVITA_PAYMENT_PROVIDERS:
        return None
    return next((one.public_id for one in connections_named([key])), None)


def _opened(connections: Iterable[ProviderConnection]) -> dict[str, PaymentProvider]:
    """Open adapters; a connection whose keys cannot be opened is left out, and the log tells the administrator."""
    opened: dict[str, PaymentProvider] = {}
    open_provider: Any = import_string(settings.KVITA_OPEN_PROVIDER)
    box = secret_box()
    for connection in connections:
        try:
            keys = open_keys(connection=connection, box=box)
        except SealError as error:
            log.error("connection %s of organisation %s: %s", connection.pk, connection.organization_id, error)
            continue
        opened[connection.key] = open_provider(connection.kind, keys, title=connection.title)
    return opened
