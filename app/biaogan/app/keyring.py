"""The keys a deployment keeps, all trusted: the log's (signs checkpoints), the service's (signs consequences), and the
key-encryption keys that wrap every data key of the databases.

They lie in ``DIR/keys`` as files readable by the owner alone, encrypted if ``BIAOGAN_KEY_PASSPHRASE`` is set. The
key-encryption keys may come from ``BIAOGAN_KEK`` instead, so that they never touch the disk beside the data.
"""

import os
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from biaogan.ledger.kek import Kek, new_ring, read_ring
from biaogan.ledger.kekfile import RingFile, save_ring
from biaogan.ledger.keyfile import load, save

LOG_KEY = "log.key.json"
SERVICE_KEY = "service.key.json"
KEK = "kek"
ORIGIN = "origin"
KEK_VARIABLE = "BIAOGAN_KEK"


class NotInitialised(Exception):
    """The directory holds no log of ours; ``biaogan init`` makes one."""


def passphrase() -> str:
    """The passphrase of the deployment's key files; empty means unencrypted, and they say so."""
    return os.environ.get("BIAOGAN_KEY_PASSPHRASE", "")


def create(directory: Path, origin: str) -> None:
    """New keys, and the origin of the log. Refuses to overwrite (`FileExistsError`)."""
    directory.mkdir(parents=True, exist_ok=True, mode=0o700)
    for name in (LOG_KEY, SERVICE_KEY):
        path = directory / name
        if path.exists():
            raise FileExistsError(path)
        save(path, Ed25519PrivateKey.generate(), passphrase())
    if not os.environ.get(KEK_VARIABLE):
        save_ring(directory / KEK, new_ring(), passphrase())
    (directory / ORIGIN).write_text(origin + "\n", encoding="utf-8")


def origin(directory: Path) -> str:
    """The origin of the log, the name under which its checkpoints are signed."""
    path = directory / ORIGIN
    if not path.exists():
        raise NotInitialised(directory)
    return path.read_text(encoding="utf-8").strip()


def log_key(directory: Path) -> Ed25519PrivateKey:
    """The key that signs checkpoints."""
    return load(directory / LOG_KEY, passphrase()).private_key


def service_key(directory: Path) -> Ed25519PrivateKey:
    """The key that signs consequences and refusals."""
    return load(directory / SERVICE_KEY, passphrase()).private_key


def kek(directory: Path) -> Kek:
    """The key-encryption keys (密钥加密密钥). Raises `NotInitialised`, and `biaogan.ledger.kek.KekError`."""
    if given := os.environ.get(KEK_VARIABLE):
        return read_ring(given)
    path = directory / KEK
    if not path.exists():
        raise NotInitialised(directory)
    return RingFile(path, passphrase())


def has_kek(directory: Path) -> bool:
    """Whether the key-encryption keys are at hand: who verifies need not have them."""
    return bool(os.environ.get(KEK_VARIABLE)) or (directory / KEK).exists()
