"""Keys that encrypt keys (密钥加密密钥): held outside the database, so that whoever copies the database reads nothing.

Promise to callers: `unwrap` gives back exactly what was wrapped for the same context, or raises `KekError`; a wrapped
key moved to another row opens nothing. `Ring` keeps its keys in memory, read from a file or the environment by the
caller; a key management system is another implementation of the same three names.
"""

import os
from base64 import b64decode, b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Protocol

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from biaogan.ledger.errors import LedgerError

KEY_SIZE = 32
NONCE_SIZE = 12


class KekError(LedgerError):
    """A key does not unwrap (密钥无法解开). `code`: kek_unknown, kek_mismatch, kek_malformed."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


class Kek(Protocol):
    """Wraps data keys (密钥加密). Picklable, so that the processes of an audit can open what they read."""

    @property
    def current(self) -> str:
        """Name of the key that wraps new ones."""

    def wrap(self, plain: bytes, context: bytes) -> tuple[str, bytes]:
        """Name of the current key, and `plain` under it, bound to `context`."""

    def unwrap(self, name: str, wrapped: bytes, context: bytes) -> bytes:
        """What was wrapped under the key called `name`. Raises KekError."""


_aead = lru_cache(maxsize=8)(AESGCM)
"""To make one takes longer than to unwrap a key with it."""


@dataclass(frozen=True, slots=True)
class Ring:
    """Keys in memory (密钥环), the newest of which wraps; older ones only open, until the last key has moved on."""

    keys: Mapping[str, bytes]
    current: str

    def __repr__(self) -> str:
        return f"Ring({', '.join(self.keys)}; {self.current})"

    def wrap(self, plain: bytes, context: bytes) -> tuple[str, bytes]:
        """As `Kek.wrap`: a random nonce, then AES-256-GCM."""
        nonce = os.urandom(NONCE_SIZE)
        return self.current, nonce + AESGCM(self.keys[self.current]).encrypt(nonce, plain, context)

    def unwrap(self, name: str, wrapped: bytes, context: bytes) -> bytes:
        """As `Kek.unwrap`."""
        key = self.keys.get(name)
        if key is None:
            raise KekError("kek_unknown", f"no key-encryption key called {name}")
        try:
            return _aead(key).decrypt(wrapped[:NONCE_SIZE], wrapped[NONCE_SIZE:], context)
        except InvalidTag:
            raise KekError("kek_mismatch", f"not wrapped under {name} for this place") from None

    def grown(self, name: str) -> "Ring":
        """The ring with a new random key that wraps from now on."""
        return Ring({**self.keys, name: os.urandom(KEY_SIZE)}, name)

    def only(self, name: str) -> "Ring":
        """The ring with one key left: what is still wrapped under another one is gone for good."""
        return Ring({name: self.keys[name]}, name)

    def text(self) -> str:
        """One line a key, `name:base64`, the current one last."""
        names = [*(name for name in self.keys if name != self.current), self.current]
        return "".join(f"{name}:{b64encode(self.keys[name]).decode()}\n" for name in names)


def new_ring() -> Ring:
    """A ring with one random key."""
    return Ring({}, "").grown("kek-1")


def read_ring(text: str) -> Ring:
    """A ring from `Ring.text` (lines or commas). Raises KekError `kek_malformed`."""
    keys: dict[str, bytes] = {}
    for item in text.replace(",", "\n").split():
        name, _, value = item.partition(":")
        try:
            keys[name] = b64decode(value, validate=True)
        except ValueError:
            raise KekError("kek_malformed", f"the key {name} is not base64") from None
        if not name or len(keys[name]) != KEY_SIZE:
            raise KekError("kek_malformed", f"the key {name} has not {KEY_SIZE} bytes")
    if not keys:
        raise KekError("kek_malformed", "no key-encryption key at all")
    return Ring(keys, next(reversed(keys)))
