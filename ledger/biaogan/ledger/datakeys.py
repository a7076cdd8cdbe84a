"""Data keys (数据密钥): how they are stored, what they are called, and one that is unwrapped."""

import os
from hashlib import blake2b
from typing import NamedTuple

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from biaogan.ledger.kek import NONCE_SIZE
from biaogan.ledger.sealed import ID_SIZE
from biaogan.ledger.unwraps import RANDOM

COLUMNS = "id, name, kind, public, wrapped, kek, made_at, released_at, destroyed_at"


class KeyRow(NamedTuple):
    """A data key as it is stored (数据密钥记录); times in microseconds since 1970."""

    id: str
    name: str
    kind: str
    public: bytes | None
    wrapped: bytes | None
    kek: str | None
    made_at: int
    released_at: int | None = None
    destroyed_at: int | None = None


class DataKey:
    """An unwrapped data key (已解开的数据密钥), ready for use."""

    __slots__ = ("_nonces", "_secret", "aead")

    def __init__(self, secret: bytes) -> None:
        """From its 32 bytes."""
        self.aead = AESGCM(secret)
        self._secret = secret
        self._nonces: blake2b | None = None

    def nonce(self, place: bytes, plain: bytes) -> bytes:
        """A nonce that the same place and text always get, and no other: a keyed hash (BLAKE2, RFC 7693) of both.

        Synthetic, as in RFC 5297.
        """
        if self._nonces is None:  # most keys only ever open
            derived = blake2b(b"biaogan/nonces/v2", key=self._secret).digest()
            self._nonces = blake2b(key=derived, digest_size=NONCE_SIZE)
        made = self._nonces.copy()
        made.update(len(place).to_bytes(4) + place)
        made.update(plain)
        return made.digest()


def new_id(made: int) -> str:
    """The id of a key: when it was made (microseconds), so that ids come in order, then 9 random bytes; in hex."""
    return (made.to_bytes(ID_SIZE - RANDOM) + os.urandom(RANDOM)).hex()


def place_of(id_: str, name: str) -> bytes:
    """What a wrapped key is bound to."""
    return f"{id_}\0{name}".encode()
