"""Statements (声明): what a person signs, an SD-JWT (RFC 9901) whose every body field can be erased or withheld alone.

Promise to callers: `parse` takes any text or bytes whatever and either returns a Statement whose form is beyond doubt
(every claim typed, every disclosure matched to one signed digest) or raises `StatementError` with a stable `code` and
the `field` concerned; no other exception. `check_signature` then ties it to a key. What was signed is kept as the
characters that arrived; nothing here re-serialises or normalises signed text (不作任何规范化).
Signing is in `draft` (`compose`, `sign`, `attach`), offered here too.

Codes: those of `wire` (bad_base64, bad_utf8, bad_json, too_deep, duplicate_key, float_refused, integer_too_large,
lone_surrogate, nested_disclosure), those of `claims` and of `disclosure`, and: not_text, oversize,
stray_character, bad_shape, key_binding_refused, bad_signature, kid_mismatch.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from typing import NoReturn, cast

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from biaogan.ledger.claims import ALG, TYP, Claims, Seen, check_claims, check_digests, check_header, check_members
from biaogan.ledger.disclosure import digests, fields, match
from biaogan.ledger.draft import Draft, attach, compose, sign
from biaogan.ledger.errors import StatementError
from biaogan.ledger.jwk import load_public, thumbprint
from biaogan.ledger.wire import (
    ALPHABET,
    CLAIMS,
    JSON,
    MAX_BYTES,
    MAX_DEPTH,
    TO_STANDARD,
    check_depth,
    decode_standard,
    load_json,
)

__all__ = [
    "MAX_BYTES", "Draft", "Statement", "StatementError",
    "attach", "check_signature", "compose", "parse", "parse_stored", "sign", "verify",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Statement:
    """A well-formed statement (声明); signed by nobody until `check_signature` says so.

    `text` is the whole SD-JWT as it arrived, JWS~disclosure~...~; `body` holds the disclosed fields, `withheld` the
    digests of those left out (隐去) or erased (销毁). Two statements are equal when their texts are.
    """

    text: str
    kid: str = field(compare=False)
    claims: Claims = field(compare=False)
    body: dict[str, JSON] = field(compare=False)
    withheld: frozenset[str] = field(compare=False)
    signature: bytes = field(compare=False, repr=False)

    @property
    def header(self) -> dict[str, str]:
        """The protected header, of which only `kid` is free."""
        return {"alg": ALG, "typ": TYP, "kid": self.kid}

    @property
    def jws(self) -> str:
        """What is signed and hashed: header.payload.signature"""
        return self.text.partition("~")[0]

    @property
    def disclosures(self) -> tuple[str, ...]:
        """The disclosures present, in the order of `body`."""
        return tuple(self.text.split("~")[1:-1])

    @property
    def digest(self) -> str:
        """SHA-256 (hex) of the JWS: the name by which `prev` and `cause` call this statement."""
        return sha256(self.jws.encode()).hexdigest()

    def without(self, *names: str) -> str:
        """The SD-JWT with those fields withheld (隐去); a name that is not disclosed changes nothing."""
        kept = (text for name, text in zip(self.body, self.disclosures, strict=True) if name not in names)
        return "~".join((self.jws, *kept, ""))

    @property
    def type(self) -> str:
        """Event topic (事件主题), `name/version`."""
        return self.claims["type"]

    @property
    def stream(self) -> str:
        """Stream the statement extends (事件流)."""
        return self.claims["stream"]

    @property
    def seq(self) -> int:
        """Stream version this statement creates, from 1."""
        return self.claims["seq"]

    @property
    def prev(self) -> str | None:
        """Digest (hex) of the stream's previous statement; None for the first."""
        return self.claims["prev"]

    @property
    def iss(self) -> str:
        """Pseudonymous actor id (化名)."""
        return self.claims["iss"]

    @property
    def behalf(self) -> str:
        """For whom `iss` signs (代办); "" for an act of one's own."""
        return self.claims.get("behalf", "")

    @property
    def role(self) -> str:
        """Role acted in (角色)."""
        return self.claims["role"]

    @property
    def iat(self) -> int:
        """Time of signing as the signer claims it, Unix seconds."""
        return self.claims["iat"]

    @property
    def exp(self) -> int:
        """Admission deadline, Unix seconds, at most 600 after `iat`."""
        return self.claims["exp"]

    @property
    def jti(self) -> str:
        """Unique id, 128 random bits: admitted once (幂等)."""
        return self.claims["jti"]

    @property
    def rules(self) -> str | None:
        """Digest (hex) of the cycle configuration in force; None where no cycle is concerned."""
        return self.claims["rules"]

    @property
    def basis(self) -> int | None:
        """Log position of the view decided on; None when the log was still empty."""
        return self.claims["basis"]

    @property
    def seen(self) -> Seen | None:
        """Last checkpoint the signer's client verified; None when it had seen none."""
        return self.claims["seen"]


def parse(text: str | bytes, max_bytes: int = MAX_BYTES, max_depth: int = MAX_DEPTH) -> Statement:
    """Read an arriving SD-JWT strictly, without checking the signature; StatementError says what is wrong."""
    statement = _read(_octets(text, max_bytes), max_depth)
    check_claims(statement.claims)
    return statement


def parse_stored(jws: bytes, disclosures: bytes) -> Statement:
    """Read admitted bytes: JWS and the `~`-joined disclosures that are left of it.

    As strict as `parse` on encoding and digests; the formats of claims, which may become stricter over the years
    (旧记录仍可读), are not asked for again: only that exactly the known claims are there.
    """
    statement = _read(jws + b"~" + disclosures + b"~" if disclosures else jws + b"~", MAX_DEPTH)
    check_members(statement.claims)
    return statement


def check_signature(statement: Statement, public_key: Ed25519PublicKey) -> None:
    """StatementError `bad_signature` unless the key signed the JWS as it stands (RFC 8032, over the raw characters)."""
    signing_input = statement.jws.rpartition(".")[0].encode("ascii")
    try:
        public_key.verify(statement.signature, signing_input)
    except InvalidSignature:
        raise StatementError("bad_signature", "the signature is not this key's over these bytes") from None


def verify(text: str | bytes | Statement, key: Mapping[str, object] | Ed25519PublicKey) -> Statement:
    """Parse and check the signature; a JWK must also be the key that the header names (`kid_mismatch`)."""
    statement = text if isinstance(text, Statement) else parse(text)
    if isinstance(key, Ed25519PublicKey):
        check_signature(statement, key)
        return statement
    public_key = load_public(key)
    if statement.kid != thumbprint(key):
        raise StatementError("kid_mismatch", "the header names another key", "kid")
    check_signature(statement, public_key)
    return statement


def _octets(text: str | bytes, max_bytes: int) -> bytes:
    if not isinstance(text, str | bytes):
        raise StatementError("not_text", "neither text nor bytes")
    if len(text) > max_bytes:
        raise StatementError("oversize", f"longer than {max_bytes} bytes")
    if isinstance(text, bytes):
        return text
    try:
        return text.encode("ascii")
    except UnicodeEncodeError:
        raise StatementError("stray_character", "not ASCII") from None


def _read(raw: bytes, max_depth: int) -> Statement:
    """(1) the parts; (2) header; (3) payload; (4) each disclosure's digest is signed; (5) the disclosed fields."""
    texts = raw.split(b"~")
    pieces = raw.translate(TO_STANDARD).split(b"~")  # a stray character has become a tilde too many
    parts = pieces[0].split(b".")
    if len(parts) != 3 or len(texts) != len(pieces) or len(texts) < 2 or texts[-1] or raw.count(b".") != 2:
        _explain_shape(raw)
    header, payload, signature = parts
    kid = check_header(header)
    claims_text, seal = decode_standard((payload, signature), "payload")
    field_texts = decode_standard(pieces[1:-1], "disclosure")
    check_depth([claims_text, *field_texts], max_depth)
    (claims,) = load_json([claims_text], "payload", CLAIMS)
    if type(claims) is not dict:
        raise StatementError("bad_claim", "the payload is not an object", "payload")
    withheld = match(check_digests(claims), digests(texts[1:-1]))
    body = fields(field_texts)
    if len(seal) != 64:
        raise StatementError("bad_signature", "not 64 bytes", "signature")
    return Statement(raw.decode("ascii"), kid, cast(Claims, claims), body, withheld, seal)


def _explain_shape(raw: bytes) -> NoReturn:
    if raw.translate(None, ALPHABET + b".~"):
        raise StatementError("stray_character", "a character outside base64url")
    if b"~" in raw and not raw.endswith(b"~"):
        raise StatementError("key_binding_refused", "something follows the last tilde: no key binding JWT is taken")
    raise StatementError("bad_shape", "not header.payload.signature~disclosure~...~")
