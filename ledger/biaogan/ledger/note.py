"""Signed notes (签名便条), c2sp.org/signed-note: a text and the lines of those who signed it.

Promise: `open_note` hands out a text only if a key given by the caller signed it and no given key signed it badly;
signatures of unknown keys are ignored, even under a known name or a known id. Everything else is a VerificationError.
Keys are Ed25519 (type 0x01, RFC 8032); other types join by offering the same three members as `VKey` or `Signer`.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256
from typing import Protocol

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from biaogan.ledger.encoding import from_base64, to_base64
from biaogan.ledger.errors import VerificationError

MAX_NOTE = 64 * 1024  # bytes
MAX_SIGNATURES = 100  # the specification asks for at least 16; Go's implementation stops at 100
ED25519 = b"\x01"
_MARK = "\u2014 "  # em dash, space
_UNPRINTABLE = re.compile("[\x00-\x09\x0b-\x1f\ud800-\udfff]")
_NOT_IN_NAMES = re.compile(r"[\s+]")


class NoteVerifier(Protocol):
    """A public key known to the verifier (已知公钥); `name` and `key_id` (4 bytes) select its signature lines."""

    @property
    def name(self) -> str: ...
    @property
    def key_id(self) -> bytes: ...
    def verify(self, text: bytes, signature: bytes) -> None:
        """Return if `signature` is this key's over the note text, else raise VerificationError."""


class NoteSigner(Protocol):
    """Whoever can add a signature line (签名者)."""

    @property
    def name(self) -> str: ...
    @property
    def key_id(self) -> bytes: ...
    def sign(self, text: bytes) -> bytes:
        """Signature over the note text, without the key id."""


@dataclass(frozen=True, slots=True)
class Signature:
    """One signature line (签名行). Says nothing about validity by itself."""

    name: str
    key_id: bytes
    signature: bytes

    def line(self) -> str:
        """The line as it stands in a note, newline included."""
        return f"{_MARK}{self.name} {to_base64(self.key_id + self.signature)}\n"


@dataclass(frozen=True, slots=True)
class Note:
    """A verified text (已验证便条): `signatures` holds the lines that were checked, one per known key, in order."""

    text: str
    signatures: tuple[Signature, ...]


class VKey:
    """An Ed25519 verifier key (验证公钥) of a named signer; raises VerificationError for a bad name or key length."""

    def __init__(self, name: str, public_key: bytes) -> None:
        _check_name(name, "vkey")
        if len(public_key) != 32:
            raise VerificationError("vkey", "an Ed25519 public key has 32 bytes")
        self.name = name
        self.public_key = public_key
        self.key_id = _key_id(name, public_key)
        self._key = Ed25519PublicKey.from_public_bytes(public_key)

    def verify(self, text: bytes, signature: bytes) -> None:
        """Return if `signature` is this key's over `text`, else raise VerificationError."""
        try:
            self._key.verify(signature, text)
        except InvalidSignature:
            raise VerificationError("note_signature", f"the signature of {self.name} does not verify") from None

    def __str__(self) -> str:
        """`name+hex key id+base64(0x01 || key)`, the form verifiers are configured with."""
        return f"{self.name}+{self.key_id.hex()}+{to_base64(ED25519 + self.public_key)}"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, VKey) and (self.name, self.public_key) == (other.name, other.public_key)

    def __hash__(self) -> int:
        return hash((self.name, self.public_key))


class Signer:
    """An Ed25519 private key under a name (签名私钥)."""

    def __init__(self, name: str, private_key: Ed25519PrivateKey) -> None:
        self._key = private_key
        self._public = VKey(name, private_key.public_key().public_bytes_raw())
        self.name = name
        self.key_id = self._public.key_id

    def vkey(self) -> str:
        """The text to hand to verifiers."""
        return str(self._public)

    def sign(self, text: bytes) -> bytes:
        """The 64 bytes of an Ed25519 signature over `text`."""
        return self._key.sign(text)


def generate_signer(name: str) -> Signer:
    """A signer with a new random key."""
    return Signer(name, Ed25519PrivateKey.generate())


def parse_vkey(text: str) -> VKey:
    """A verifier key from `name+hex key id+base64(type || key)`; VerificationError if malformed or not Ed25519."""
    parts = text.split("+", 2) if isinstance(text, str) else []  # base64 may hold a plus, names and ids may not
    if len(parts) != 3:
        raise VerificationError("vkey", "a verifier key reads name+key id+key")
    material = from_base64(parts[2], "vkey")
    if material[:1] != ED25519:
        raise VerificationError("vkey", "only Ed25519 keys (type 0x01) are known")
    key = VKey(parts[0], material[1:])
    if key.key_id.hex() != parts[1]:
        raise VerificationError("vkey", "the key id is not that of this name and key")
    return key


def sign_note(text: str, signers: Iterable[NoteSigner]) -> bytes:
    """The signed note: `text`, a blank line, one line per signer. VerificationError if it could not be read again."""
    body = _encode(text)
    lines = [Signature(signer.name, signer.key_id, signer.sign(body)).line() for signer in signers]
    data = "".join([text, "\n", *lines]).encode()
    parse_note(data)
    return data


def parse_note(data: bytes) -> tuple[str, tuple[Signature, ...]]:
    """Text and signature lines of a note, NOTHING VERIFIED; VerificationError if malformed or above 64 KiB."""
    if not isinstance(data, bytes) or len(data) > MAX_NOTE:
        raise VerificationError("note", f"a note is at most {MAX_NOTE} bytes")
    try:
        whole = data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise VerificationError("note", "a note is valid UTF-8") from error
    text, blank, lines = whole.rpartition("\n\n")
    if not blank or not lines.endswith("\n"):
        raise VerificationError("note", "a note is a text, an empty line and signature lines, each ending in a newline")
    _encode(text + "\n")
    rows = lines[:-1].split("\n")
    if len(rows) > MAX_SIGNATURES:
        raise VerificationError("note", f"a note has at most {MAX_SIGNATURES} signatures")
    return text + "\n", tuple(map(_parse_line, rows))


def open_note(data: bytes, vkeys: Iterable[NoteVerifier]) -> Note:
    """Verify a signed note against known keys (验证便条).

    Raises VerificationError when the note is malformed, when a line of a known key (same name and same id) does not
    verify, and when no known key signed.
    """
    text, lines = parse_note(data)
    body = text.encode()
    known: dict[tuple[str, bytes], NoteVerifier] = {}
    for vkey in vkeys:
        if known.setdefault((vkey.name, vkey.key_id), vkey) != vkey:
            raise VerificationError("vkey", "two different known keys share one name and id")
    verified: dict[tuple[str, bytes], Signature] = {}
    for line in lines:
        key = known.get((line.name, line.key_id))
        if key is not None:
            key.verify(body, line.signature)
            verified.setdefault((line.name, line.key_id), line)
    if not verified:
        raise VerificationError("note_unsigned", "no known key signed this note")
    return Note(text, tuple(verified.values()))


def is_printable(text: str) -> bool:
    """True if `text` holds no control character below U+0020 except newline, and no lone surrogate."""
    return not _UNPRINTABLE.search(text)


def _parse_line(line: str) -> Signature:
    name, space, encoded = line.removeprefix(_MARK).partition(" ")
    if not line.startswith(_MARK) or not space:
        raise VerificationError("note", "a signature line reads: em dash, name, base64")
    _check_name(name, "note")
    signature = from_base64(encoded, "note")
    if len(signature) < 5:
        raise VerificationError("note", "a signature is a key id of four bytes and at least one more")
    return Signature(name, signature[:4], signature[4:])


def _key_id(name: str, public_key: bytes) -> bytes:
    return sha256(name.encode() + b"\n" + ED25519 + public_key).digest()[:4]


def _check_name(name: str, code: str) -> None:
    if not name or _NOT_IN_NAMES.search(name) or not is_printable(name):
        raise VerificationError(code, "a key name is not empty and holds neither spaces nor plus")


def _encode(text: str) -> bytes:
    if not text.endswith("\n") or not is_printable(text):
        raise VerificationError("note", "a note text ends in a newline and holds no other control characters")
    return text.encode()
