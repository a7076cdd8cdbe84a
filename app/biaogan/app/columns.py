"""The cipher of the views' sealed columns (视图加密列): AES-256-GCM under keys derived from one secret in ``DIR/keys``.

It is synthetic: the nonce is a MAC of place and text under a key of its own, so that the same row, built again, is the
same bytes, and two texts never meet under one nonce.
"""

import hmac
from pathlib import Path
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from biaogan.app import keyring

NONCE: Final = 12


class Columns:
    """`biaogan.projections.cipher.Cipher` with one key for all names; none can be destroyed."""

    def __init__(self, secret: bytes) -> None:
        self._key = AESGCM(hmac.digest(secret, b"biaogan/columns/key", "sha256"))
        self._nonces = hmac.digest(secret, b"biaogan/columns/nonce", "sha256")

    def seal(self, name: str, place: bytes, plain: bytes) -> bytes:
        """As `Cipher.seal`."""
        told = len(place).to_bytes(4, "big") + place + plain
        nonce = hmac.digest(self._nonces, told, "sha256")[:NONCE]
        return nonce + self._key.encrypt(nonce, plain, place)

    def open(self, place: bytes, sealed: bytes) -> bytes | None:
        """As `Cipher.open`."""
        try:
            return self._key.decrypt(sealed[:NONCE], sealed[NONCE:], place)
        except InvalidTag:
            raise ValueError("these bytes were not sealed for this place") from None


def columns(directory: Path) -> Columns:
    """The cipher of the deployment whose keys are in a directory."""
    return Columns(keyring.columns_secret(directory))
