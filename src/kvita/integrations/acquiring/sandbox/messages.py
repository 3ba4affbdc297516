"""Messages of the sandbox to the shop: what a real bank posts to the address of a connection."""

import datetime as dt
from typing import Final

from kvita.integrations.acquiring.sandbox.models import BankPayment
from kvita.integrations.acquiring.sandbox.provider import SandboxProvider
from kvita.payments.ports import IncomingMessage
from kvita.payments.services import receive_message

KEY: Final = "sandbox"  # under which the demo connects this bank


def notify_shop(payment: BankPayment, *, times: int, now: dt.datetime) -> None:
    """Tell the shop of a payment, as often as the card wants."""
    message = IncomingMessage(body=payment.attempt_id.encode(), headers={}, query={}, address="")
    for _ in range(times):
        receive_message(provider_key=KEY, provider=SandboxProvider(), message=message, now=now)
