"""Messages of ЮKassa: unsigned, so only those from its published networks are read at all."""

import ipaddress
import json
from typing import Any, Final

from kvita.integrations.acquiring.calling import LONGEST_NUMBER, LONGEST_WORD, read_part, read_text
from kvita.payments.ports import EventNotice, IncomingMessage, ProviderError

# yookassa.ru/developers/using-api/webhooks#ip
NETWORKS: Final = tuple(
    ipaddress.ip_network(text)
    for text in (
        "185.71.76.0/27",
        "185.71.77.0/27",
        "77.75.153.0/25",
        "77.75.154.128/25",
        "77.75.156.11/32",
        "77.75.156.35/32",
        "2a02:5180::/32",
    )
)


def read_message(message: IncomingMessage) -> EventNotice:
    """Return what a message is about. Raises `ProviderError` "forged" (sender) or "unreadable" (not ours to guess)."""
    if not is_from_provider(message.address):
        raise ProviderError("forged", retryable=False)
    try:
        told = json.loads(message.body)
        return _notice(told["object"], read_text(told["event"], longest=LONGEST_WORD))
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError, ProviderError):
        raise ProviderError("unreadable", retryable=False) from None


def _notice(thing: dict[str, Any], event: str) -> EventNotice:
    number = read_text(thing["id"], longest=LONGEST_NUMBER)
    paid = read_text(thing.get("payment_id"), longest=LONGEST_NUMBER)
    is_refund = event.startswith("refund.")
    return EventNotice(
        key=f"{event}:{number}",
        kind=event,
        attempt_id=read_text(read_part(thing, "metadata").get("attempt_id"), longest=LONGEST_NUMBER),
        payment_reference=paid if is_refund else number,
        refund_reference=number if is_refund else "",
        payload={"id": number, "status": read_text(thing["status"], longest=LONGEST_WORD)} | _sum(thing),
    )


def is_from_provider(address: str) -> bool:
    """Tell whether an address is one of the published ones; IPv4 inside IPv6 counts as IPv4."""
    try:
        host = ipaddress.ip_address(address)
    except ValueError:
        return False
    if isinstance(host, ipaddress.IPv6Address) and host.ipv4_mapped is not None:
        host = host.ipv4_mapped
    return any(host in network for network in NETWORKS)


def _sum(thing: dict[str, Any]) -> dict[str, str]:
    amount = read_part(thing, "amount")
    return {name: read_text(amount[name], longest=LONGEST_WORD) for name in ("value", "currency") if name in amount}
