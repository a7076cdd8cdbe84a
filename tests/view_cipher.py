"""The cipher of the view tests: every name has its own key, and a key can be destroyed."""

import hmac
from hashlib import sha256

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

NUMBER, NONCE = 32, 12


class KeysInMemory:
    """Keys derived from their names, so that every process of a test has the same."""

    def __init__(self) -> None:
        self._keys: dict[bytes, AESGCM | None] = {}

    def destroy(self, name: str) -> None:
        """What was sealed under this name does not open any more."""
        self._keys[sha256(name.encode()).digest()] = None

    def seal(self, name: str, place: bytes, plain: bytes) -> bytes:
        number = sha256(name.encode()).digest()
        key = self._key(number)
        if key is None:
            return b""
        nonce = hmac.digest(number, place + b"\0" + plain, "sha256")[:NONCE]
        return number + nonce + key.encrypt(nonce, plain, place)

    def open(self, place: bytes, sealed: bytes) -> bytes | None:
        key = self._key(sealed[:NUMBER]) if sealed else None
        if key is None:
            return None
        try:
            return key.decrypt(sealed[NUMBER : NUMBER + NONCE], sealed[NUMBER + NONCE :], place)
        except InvalidTag:
            raise ValueError("not sealed for this place") from None

    def _key(self, number: bytes) -> AESGCM | None:
        if number not in self._keys:
            self._keys[number] = AESGCM(sha256(b"key" + number).digest())
        return self._keys[number]


CIPHER = KeysInMemory()
"""For tests that destroy no key."""
