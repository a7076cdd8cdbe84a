"""Key files of the command line (密钥文件): a person's signing key on their own disk, encrypted with a passphrase.

Promise to callers: a file appears whole or not at all, readable by its owner only, and never over another one; reading
ends in a key that is the one its `kid` names, or in `KeyFileError` saying what to do. Format: JSON
`{"kid", "actor"?, "created"?, "protection": "passphrase" | "none", "pem"}`, the PEM being PKCS#8 (RFC 5958).
"""

import json
import os
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from tempfile import mkstemp
from typing import Any

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)

from biaogan.ledger.errors import LedgerError
from biaogan.ledger.jwk import public_jwk, thumbprint

PROTECTED, UNPROTECTED = "passphrase", "none"
_MAX_BYTES = 65_536


class KeyFileError(LedgerError):
    """A key file does not open (密钥文件打不开).

    `code`: key_file_malformed, passphrase_needed, wrong_passphrase, key_file_mismatch.
    """

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


@dataclass(frozen=True, slots=True)
class KeyFile:
    """An opened key file; `created` is RFC 3339 text, `protection` is "passphrase" or "none"."""

    kid: str
    actor: str | None
    created: str | None
    protection: str
    private_key: Ed25519PrivateKey


def save(
    path: str | Path,
    private_key: Ed25519PrivateKey,
    passphrase: str = "",
    *,
    actor: str | None = None,
    created: datetime | None = None,
) -> KeyFile:
    """Write a new key file, mode 0600. An empty passphrase leaves the key unencrypted, and the file says so.

    FileExistsError if there is a file already (a key is never overwritten); other OSError if it cannot be written.
    """
    protection = PROTECTED if passphrase else UNPROTECTED
    encryption = (
        BestAvailableEncryption(passphrase.encode("utf-8", "surrogateescape")) if passphrase else NoEncryption()
    )
    kid, made = thumbprint(public_jwk(private_key)), created.isoformat() if created else None
    pem = private_key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, encryption).decode("ascii")
    content = {"kid": kid, "actor": actor, "created": made, "protection": protection, "pem": pem}
    present = {name: value for name, value in content.items() if value is not None}
    _write_whole(Path(path), json.dumps(present, ensure_ascii=False, indent=1).encode() + b"\n")
    return KeyFile(kid, actor, made, protection, private_key)


def load(path: str | Path, passphrase: str = "") -> KeyFile:
    """Open a key file; `passphrase` is ignored for a file that is not protected.

    OSError if it cannot be read; KeyFileError: key_file_malformed, passphrase_needed, wrong_passphrase,
    key_file_mismatch.
    """
    source = Path(path)
    content = _read_content(source)
    protection = content["protection"]
    if protection == PROTECTED and not passphrase:
        raise KeyFileError("passphrase_needed", f"{source} is protected by a passphrase")
    secret = passphrase.encode("utf-8", "surrogateescape") if protection == PROTECTED else None
    try:
        private_key = load_pem_private_key(content["pem"].encode(), secret)
    except (ValueError, TypeError, UnsupportedAlgorithm) as error:
        if protection == PROTECTED and "BEGIN ENCRYPTED PRIVATE KEY" in content["pem"]:
            raise KeyFileError("wrong_passphrase", f"this passphrase does not open {source}") from None
        raise KeyFileError("key_file_malformed", f"{source} holds no readable key: {error}") from None
    if not isinstance(private_key, Ed25519PrivateKey):
        raise KeyFileError("key_file_malformed", f"{source} holds no Ed25519 key")
    if thumbprint(public_jwk(private_key)) != content["kid"]:
        raise KeyFileError("key_file_mismatch", f"the key in {source} is not the one its kid names")
    return KeyFile(content["kid"], content.get("actor"), content.get("created"), protection, private_key)


def _write_whole(target: Path, data: bytes) -> None:
    """Reserve the name, write beside it, then rename over it: the commit point (提交点) is the rename."""
    os.close(os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    descriptor, beside = mkstemp(dir=target.parent, prefix=f".{target.name}.")  # mode 0600, and nobody else's
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(descriptor)
        os.replace(beside, target)
    except OSError:
        os.unlink(beside)
        target.unlink()
        raise


def _read_content(source: Path) -> dict[str, Any]:
    with source.open("rb") as file:
        data = file.read(_MAX_BYTES)
    try:
        content = json.loads(data)
    except (ValueError, RecursionError):
        content = None
    if (
        not isinstance(content, dict)
        or not all(isinstance(content.get(name), str) for name in ("kid", "pem"))
        or not all(isinstance(content.get(name, ""), str) for name in ("actor", "created"))
        or content.get("protection") not in (PROTECTED, UNPROTECTED)
    ):
        raise KeyFileError("key_file_malformed", f"{source} is no key file of biaogan")
    return content
