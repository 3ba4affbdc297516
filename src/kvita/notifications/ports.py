"""Where messages leave: protocols of the outside, with the errors that say whether to try again."""

from dataclasses import dataclass
from typing import Protocol


class DeliveryError(Exception):
    """The message was not taken now; it is tried again later."""


class RefusedError(DeliveryError):
    """The message will never be taken as it is (a wrong number, a forbidden text): trying again is of no use."""


@dataclass(frozen=True, slots=True)
class Sms:
    """One SMS. `phone` in the form +79871234567; `key` names the message, so that a retry is not a second SMS."""

    phone: str
    text: str
    key: str


class SmsSender(Protocol):
    """A service that sends SMS."""

    def send(self, sms: Sms) -> None:
        """Hand the SMS over. Raises `RefusedError`, or `DeliveryError` when the outcome is unknown or later may do."""
