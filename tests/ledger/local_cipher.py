"""A cipher of one key for the tests of access rows; `gone`: it was destroyed."""

import hmac

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

NONCE = 12


class LocalCipher:
    """`biaogan.ledger.sealing.Cipher`."""

    def __init__(self, key: bytes) -> None:
        self._key = key
        self._box = AESGCM(key)
        self.gone = False

    def seal(self, name: str, place: bytes, plain: bytes) -> bytes:
        nonce = hmac.digest(self._key, place + b"|" + plain, "sha256")[:NONCE]
        return nonce + self._box.encrypt(nonce, plain, place)

    def open(self, place: bytes, sealed: bytes) -> bytes | None:
        if self.gone:
            return None
        try:
            return self._box.decrypt(sealed[:NONCE], sealed[NONCE:], place)
        except InvalidTag:
            raise ValueError("not sealed for this place") from None
