"""Secrets at rest: keys of banks are stored sealed, and opened only where a bank is called.

Fernet (AES-128-CBC with HMAC-SHA256) under keys derived from texts of the installation. The first text seals, all of
them open: that is how a key is changed without losing what was sealed before.
"""

import base64
from collections.abc import Sequence

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF


class SealError(Exception):
    """A sealed text opens with none of the keys: the key of the installation was lost or changed."""


class SecretBox:
    """Seals and opens short texts. Neither its keys nor what it opens show in `repr`."""

    def __init__(self, secrets: Sequence[str]) -> None:
        if not secrets:
            raise ValueError("a secret box needs a key")
        self._fernet = MultiFernet([Fernet(_key(secret)) for secret in secrets])

    def __repr__(self) -> str:
        return "SecretBox(…)"

    def seal(self, text: str) -> str:
        """Return the text sealed with the newest key; an empty text stays empty."""
        return self._fernet.encrypt(text.encode()).decode() if text else ""

    def unseal(self, sealed: str) -> str:
        """Return what was sealed. Raises `SealError`."""
        if not sealed:
            return ""
        try:
            return self._fernet.decrypt(sealed.encode()).decode()
        except InvalidToken:
            raise SealError("sealed with a key that this installation does not have") from None

    def reseal(self, sealed: str) -> str:
        """Return the same secret under the newest key. Raises `SealError`."""
        return self.seal(self.unseal(sealed))


def _key(secret: str) -> bytes:
    """Derive a key from a text of any length; `info` keeps it apart from other uses of the same text."""
    derived = HKDF(algorithm=SHA256(), length=32, salt=None, info=b"kvita sealed secrets v1").derive(secret.encode())
    return base64.urlsafe_b64encode(derived)
