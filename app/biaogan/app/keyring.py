"""The keys a deployment keeps, all trusted: the log's (signs checkpoints), the service's (signs consequences), and the
one from which the keys of the views' sealed columns are derived.

They lie in ``DIR/keys`` as key files readable by the owner alone, encrypted if ``BIAOGAN_KEY_PASSPHRASE`` is set.
"""

import os
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from biaogan.ledger.keyfile import load, save

LOG_KEY = "log.key.json"
SERVICE_KEY = "service.key.json"
COLUMNS_KEY = "columns.key.json"
ORIGIN = "origin"


class NotInitialised(Exception):
    """The directory holds no log of ours; ``biaogan init`` makes one."""


def passphrase() -> str:
    """The passphrase of the deployment's key files; empty means unencrypted, and they say so."""
    return os.environ.get("BIAOGAN_KEY_PASSPHRASE", "")


def create(directory: Path, origin: str) -> None:
    """New keys, and the origin of the log. Refuses to overwrite (`FileExistsError`)."""
    directory.mkdir(parents=True, exist_ok=True, mode=0o700)
    for name in (LOG_KEY, SERVICE_KEY, COLUMNS_KEY):
        path = directory / name
        if path.exists():
            raise FileExistsError(path)
        save(path, Ed25519PrivateKey.generate(), passphrase())
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


def columns_secret(directory: Path) -> bytes:
    """What only this deployment knows; the keys of the views' sealed columns are derived from it."""
    return load(directory / COLUMNS_KEY, passphrase()).private_key.private_bytes_raw()
