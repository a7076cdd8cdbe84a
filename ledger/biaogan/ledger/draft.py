"""Composing and signing statements (拟稿与签名). Promise to callers: what `compose` returns, `parse` accepts once signed.

Every top-level body field becomes one salted disclosure `[salt, name, value]`; the payload holds only the sorted
digests (RFC 9901 sections 4.2.1 and 4.2.4.1). Numbers are integers; decimals travel as text.
"""

import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from biaogan.ledger.claims import ALG, OPTIONAL, TYP, Seen, check_claims, check_header
from biaogan.ledger.disclosure import digests, fields
from biaogan.ledger.errors import StatementError
from biaogan.ledger.wire import JSON, MAX_BYTES, TO_STANDARD, check_depth, dump_json, encode


@dataclass(frozen=True, slots=True)
class Draft:
    """A statement before its signature (待签声明): sign the ASCII bytes of `signing_input` with Ed25519."""

    signing_input: str
    disclosures: tuple[str, ...]


def new_salt() -> str:
    """128 random bits, as RFC 9901 section 9.3 recommends."""
    return secrets.token_urlsafe(16)


def compose(
    *,
    log: str,
    type: str,  # noqa: A002 -- the name of the claim
    stream: str,
    seq: int,
    prev: str | None,
    basis: int | None,
    seen: Seen | None,
    iss: str,
    role: str,
    iat: int,
    exp: int,
    jti: str,
    rules: str | None,
    kid: str,
    body: Mapping[str, JSON],
    v: int = 1,
    extra: Mapping[str, Any] | None = None,
    salt: Callable[[], str] = new_salt,
) -> Draft:
    """A statement ready to sign; StatementError, with the code `parse` would give, for what it would refuse.

    The arguments are the claims of `Claims`; `extra` adds `cause` to the statements of the service, and
    `behalf` to what is signed for somebody else.
    """
    if unknown := sorted((extra or {}).keys() - OPTIONAL):
        raise StatementError("unknown_claim", "not a claim that may be added", unknown[0])
    texts = [dump_json([salt(), name, value]) for name, value in body.items()]
    check_depth(texts)
    fields(texts)
    disclosures = tuple(map(encode, texts))
    committed = sorted(digests([text.encode() for text in disclosures]))
    payload: dict[str, Any] = {
        "log": log, "type": type, "v": v, "stream": stream, "seq": seq, "prev": prev, "basis": basis, "seen": seen,
        "iss": iss, "role": role, "iat": iat, "exp": exp, "jti": jti, "rules": rules, **(extra or {}),
        "_sd_alg": "sha-256", "body": {"_sd": committed},
    }  # fmt: skip
    check_claims(payload)
    return Draft(f"{_header(kid)}.{encode(dump_json(payload))}", disclosures)


def sign(draft: Draft, private_key: Ed25519PrivateKey) -> str:
    """The draft as a signed SD-JWT; the key must be the one `kid` names, which only a reader checks."""
    return attach(draft, private_key.sign(draft.signing_input.encode("ascii")))


def attach(draft: Draft, signature: bytes) -> str:
    """The draft with a signature made elsewhere (a browser, a card): JWS~disclosure~...~"""
    if len(signature) != 64:
        raise StatementError("bad_signature", "not 64 bytes", "signature")
    text = "~".join((f"{draft.signing_input}.{encode(signature)}", *draft.disclosures, ""))
    if len(text) > MAX_BYTES:
        raise StatementError("oversize", f"longer than {MAX_BYTES} bytes")
    return text


@lru_cache(maxsize=4096)
def _header(kid: str) -> str:
    header = encode(dump_json({"alg": ALG, "typ": TYP, "kid": kid}))
    check_header(header.encode().translate(TO_STANDARD))
    return header
