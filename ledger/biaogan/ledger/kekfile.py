"""The file of a key ring (密钥环文件): readable by its owner alone, encrypted with a passphrase if there is one.

Promise to callers: a file appears whole or not at all; it opens to the very ring that was saved, or `KekError` says why
(kek_malformed, passphrase_needed, wrong_passphrase). Passphrases go through scrypt (RFC 7914), n = 2^15, r = 8, p = 1.
"""

import json
import os
from base64 import b64decode, b64encode
from pathlib import Path
from time import monotonic

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from biaogan.ledger.kek import KEY_SIZE, NONCE_SIZE, KekError, Ring, read_ring

_PLACE = b"biaogan/kek/v1"
INTERVAL = 0.25
"""Seconds for which the file is taken to be what it was."""


def save_ring(path: Path, ring: Ring, passphrase: str = "") -> None:
    """Write the file, durably, in place of an older one."""
    text = _encrypted(ring.text(), passphrase) if passphrase else ring.text()
    fresh = path.with_name(path.name + ".new")
    descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    fresh.replace(path)
    directory = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(directory)
    finally:
        os.close(directory)


def load_ring(path: Path, passphrase: str = "") -> Ring:
    """Read the file. Raises KekError, and OSError when there is none."""
    text = path.read_text(encoding="utf-8")
    return read_ring(_decrypted(text, passphrase) if text.startswith("{") else text)


class RingFile:
    """The ring of a file as it is now (密钥环文件): who rotates it need not stop who uses it. Picklable, thread-safe."""

    def __init__(self, path: Path, passphrase: str = "") -> None:
        """Raises as `load_ring`."""
        self._path, self._passphrase = path, passphrase
        self._seen = self._stamp()
        self._ring = load_ring(path, passphrase)
        self._until = monotonic() + INTERVAL

    def __repr__(self) -> str:
        return f"RingFile({self._path}: {self._ring!r})"

    @property
    def ring(self) -> Ring:
        """The ring, read again soon after the file was replaced."""
        return self._ring if monotonic() < self._until else self._looked()

    def _looked(self) -> Ring:
        stamp = self._stamp()
        if stamp != self._seen:
            self._ring = load_ring(self._path, self._passphrase)
            self._seen = stamp
        self._until = monotonic() + INTERVAL
        return self._ring

    @property
    def current(self) -> str:
        """As `Kek.current`."""
        return self.ring.current

    def wrap(self, plain: bytes, context: bytes) -> tuple[str, bytes]:
        """As `Kek.wrap`."""
        return self.ring.wrap(plain, context)

    def unwrap(self, name: str, wrapped: bytes, context: bytes) -> bytes:
        """As `Kek.unwrap`; a key that is not known is looked for in the file at once."""
        ring = self.ring
        return (ring if name in ring.keys else self._looked()).unwrap(name, wrapped, context)

    def _stamp(self) -> tuple[int, int]:
        found = self._path.stat()
        return found.st_ino, found.st_mtime_ns


def _key(passphrase: str, salt: bytes) -> AESGCM:
    return AESGCM(Scrypt(salt, KEY_SIZE, 2**15, 8, 1).derive(passphrase.encode()))


def _encrypted(text: str, passphrase: str) -> str:
    salt, nonce = os.urandom(16), os.urandom(NONCE_SIZE)
    data = nonce + _key(passphrase, salt).encrypt(nonce, text.encode(), _PLACE)
    told = {"protection": "passphrase", "salt": b64encode(salt).decode(), "data": b64encode(data).decode()}
    return json.dumps(told) + "\n"


def _decrypted(text: str, passphrase: str) -> str:
    if not passphrase:
        raise KekError(
            "passphrase_needed", "the key-encryption keys are under a passphrase: set BIAOGAN_KEY_PASSPHRASE"
        )
    try:
        told = json.loads(text)
        salt, data = b64decode(told["salt"], validate=True), b64decode(told["data"], validate=True)
    except (ValueError, KeyError, TypeError):
        raise KekError("kek_malformed", "not a file of key-encryption keys") from None
    try:
        return _key(passphrase, salt).decrypt(data[:NONCE_SIZE], data[NONCE_SIZE:], _PLACE).decode()
    except InvalidTag:
        raise KekError("wrong_passphrase", "the passphrase does not open the key-encryption keys") from None
