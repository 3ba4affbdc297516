"""SMSC (smsc.ru): one POST a message, JSON back. Errors and what they mean are those of its HTTP API.

A message carries an id of ours made from its key, the same in each retry, so that a repeated call after a lost answer
can be told from a second SMS. Error 9 (the same again too soon) is a reason to wait like any other.
"""

import hashlib
from dataclasses import dataclass
from typing import Final

import httpx

from kvita.notifications.ports import DeliveryError, RefusedError, Sms

ADDRESS: Final = "https://smsc.ru/sys/send.php"
TIMEOUT: Final = httpx.Timeout(10, connect=5)
# 6 forbidden text or sender, 7 no such phone, 8 cannot be delivered: the same again will fare no better.
REFUSED: Final = frozenset({6, 7, 8})
LARGEST_ID: Final = 2_147_483_647


@dataclass(frozen=True, slots=True)
class SmscSender:
    """Sends by one account at SMSC. `client` is given by tests; `sender` is the name agreed with SMSC, or empty."""

    login: str
    password: str
    sender: str = ""
    client: httpx.Client | None = None

    def send(self, sms: Sms) -> None:
        """Hand the SMS over. Raises as the port says."""
        data = {
            "login": self.login,
            "psw": self.password,
            "phones": sms.phone.lstrip("+"),
            "mes": sms.text,
            "id": str(_number(sms.key)),
            "fmt": "3",
            "charset": "utf-8",
        }
        if self.sender:
            data["sender"] = self.sender
        answer = self._ask(data)
        code = answer.get("error_code")
        if code is None and "id" in answer:
            return
        words = f"SMSC {code}: {str(answer.get('error', 'no answer'))[:200]}"
        raise RefusedError(words) if code in REFUSED else DeliveryError(words)

    def _ask(self, data: dict[str, str]) -> dict[str, object]:
        client = self.client or httpx.Client(timeout=TIMEOUT)
        try:
            answer = client.post(ADDRESS, data=data)
            answer.raise_for_status()
            found = answer.json()
        except (httpx.HTTPError, ValueError) as error:
            raise DeliveryError(f"SMSC: {type(error).__name__}") from error
        finally:
            if self.client is None:
                client.close()
        if not isinstance(found, dict):
            raise DeliveryError("SMSC: an answer of another kind")
        return found


def _number(key: str) -> int:
    return int.from_bytes(hashlib.sha256(key.encode()).digest()[:8]) % LARGEST_ID + 1
