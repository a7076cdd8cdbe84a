"""The clear part of a statement (声明的明文部分): which header members and claims exist, and what each may hold.

Promise to callers: a header or payload that passes has exactly the members of the tables below, each of the exact
type, and nothing else; a refusal names the member. Whether the claims are *true* (the key is the actor's, the stream
is at that version, the rules are in force) is decided later, by those who know.
RFC 7515 section 4.1, RFC 7519 section 4.1, RFC 9864 (alg `Ed25519`), RFC 9901 section 4.1.
"""

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache
from operator import itemgetter
from typing import Any, NotRequired, TypedDict

from biaogan.ledger.errors import StatementError
from biaogan.ledger.wire import CLAIMS, JSON, MAX_INTEGER, check_depth, decode_standard, load_json

ALG = "Ed25519"
TYP = "biaogan+sd-jwt"
MAX_LIFETIME = 600  # seconds between iat and exp: a signed statement is admitted soon or never


class Seen(TypedDict):
    """A checkpoint the signer's client verified (已核验的检查点): tree size, and root in standard base64."""

    size: int
    root: str


class Claims(TypedDict):
    """The payload of a statement (声明载荷), always in clear: nothing confidential may stand in it."""

    log: str
    type: str
    v: int
    stream: str
    seq: int
    prev: str | None
    basis: int | None
    seen: Seen | None
    iss: str
    role: str
    iat: int
    exp: int
    jti: str
    rules: str | None
    _sd_alg: str
    body: dict[str, list[str]]
    cause: NotRequired[str]
    behalf: NotRequired[str]


_UUID = "[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"
_PATTERNS = {
    "log": r"[!-*,-~]{1,255}",  # origin of the log: a C2SP key name (no space, no plus)
    "type": r"[a-z][a-z0-9_]{0,79}/[1-9][0-9]{0,3}",  # event topic (事件主题)
    "stream": rf"[a-z]+_{_UUID}",
    "iss": r"[A-Za-z0-9][A-Za-z0-9_.:-]{0,127}",  # pseudonymous actor id (化名)
    "role": r"[a-z][a-z0-9_]{0,79}",
    "jti": r"[A-Za-z0-9_-]{21}[AQgw]",  # 128 random bits
    "_sd_alg": r"sha-256",
}
_INTEGERS = {"v": 1, "seq": 1, "iat": 0, "exp": 0}  # least value allowed
_HEX_DIGEST = re.compile(r"[0-9a-f]{64}").fullmatch
_ROOT = re.compile(r"[A-Za-z0-9+/]{42}[AEIMQUYcgkosw048]=").fullmatch
_SD_DIGEST = re.compile(r"[A-Za-z0-9_-]{42}[AEIMQUYcgkosw048]").fullmatch

REQUIRED = frozenset(_PATTERNS) | frozenset(_INTEGERS) | {"prev", "basis", "seen", "rules", "body"}
OPTIONAL = frozenset({"cause", "behalf"})
"""cause: of service statements, SHA-256 of the JWS that brought this one about (起因); behalf: for whom it is signed (代办)."""

_TEXTS = itemgetter(*_PATTERNS)
_ALL_TEXTS = re.compile("\n".join(_PATTERNS.values())).fullmatch  # no pattern matches a line feed: equal to one by one


@lru_cache(maxsize=4096)
def check_header(piece: bytes) -> str:
    """The `kid` of a protected header given as translated base64url (one person's headers are all alike: cached)."""
    if len(piece) > 512:
        raise StatementError("bad_header", "longer than 512 characters", "header")
    texts = decode_standard([piece], "header")
    check_depth(texts)
    (header,) = load_json(texts, "header", CLAIMS)
    if type(header) is not dict:
        raise StatementError("bad_header", "not an object", "header")
    if "crit" in header:
        raise StatementError("crit_refused", "critical extensions are not understood (RFC 7515 4.1.11)", "crit")
    if header.get("alg") != ALG:
        raise StatementError("algorithm_refused", "the only algorithm is Ed25519", "alg")
    if header.get("typ") != TYP:
        raise StatementError("wrong_typ", f"not a {TYP}", "typ")
    if unknown := sorted(header.keys() - {"alg", "typ", "kid"}):
        raise StatementError("unknown_header", "a header member that is not understood", unknown[0])
    kid = header.get("kid")
    if type(kid) is not str or not _SD_DIGEST(kid):
        raise StatementError("bad_kid", "not an RFC 7638 thumbprint", "kid")
    return kid


def check_members(claims: Mapping[str, Any]) -> None:
    """Every required claim is there (`missing_claim`) and no unknown one (`unknown_claim`)."""
    for name in sorted(REQUIRED - claims.keys()):
        raise StatementError("missing_claim", "a required claim is missing", name)
    for name in sorted(claims.keys() - REQUIRED - OPTIONAL):
        raise StatementError("unknown_claim", "a claim that is not understood", name)


def check_claims(claims: Mapping[str, Any]) -> None:
    """Raise StatementError unless the payload is well-formed.

    Codes: missing_claim, unknown_claim, bad_claim, chain_mismatch, lifetime_too_long; `field` names the claim.
    """
    if claims.keys() != REQUIRED:
        check_members(claims)
    try:
        good = _ALL_TEXTS("\n".join(_TEXTS(claims)))
    except TypeError:
        good = None
    if not good:
        name = next(name for name in _PATTERNS if not _is_text(name, claims[name]))
        raise StatementError("bad_claim", f"does not match {_PATTERNS[name]}", name)
    for name, least in _INTEGERS.items():
        value = claims[name]
        if type(value) is not int or not least <= value <= MAX_INTEGER:
            raise StatementError("bad_claim", f"not a 64-bit integer of at least {least}", name)
    _check_references(claims)
    if not 0 < claims["exp"] - claims["iat"] <= MAX_LIFETIME:
        raise StatementError("lifetime_too_long", f"exp is not within {MAX_LIFETIME} seconds after iat", "exp")


def check_digests(claims: Mapping[str, Any]) -> list[JSON]:
    """The digests a body commits to; their form is left to the caller, who finds most of them by equality."""
    if "body" not in claims:
        check_members(claims)
    body = claims["body"]
    digests = body.get("_sd") if type(body) is dict and len(body) == 1 else None
    if type(digests) is not list:
        raise StatementError("bad_claim", 'the body is not exactly {"_sd": [...]}', "body")
    return digests


def check_withheld(digests: Iterable[object]) -> None:
    """What is not disclosed must at least be a SHA-256 digest in canonical base64url (`bad_digest`)."""
    for digest in digests:
        if type(digest) is not str or not _SD_DIGEST(digest):
            raise StatementError("bad_digest", "not a SHA-256 digest in base64url", "_sd")


def _is_text(name: str, value: object) -> bool:
    return type(value) is str and re.fullmatch(_PATTERNS[name], value) is not None


def _check_references(claims: Mapping[str, Any]) -> None:
    """Digests and positions the statement points at; null stands for "there is none"."""
    if (claims["prev"] is None) != (claims["seq"] == 1):
        raise StatementError("chain_mismatch", "the first statement of a stream has no predecessor, others do", "prev")
    for name in ("prev", "rules", "cause"):
        value = claims.get(name)
        if value is not None and not (type(value) is str and _HEX_DIGEST(value)):
            raise StatementError("bad_claim", "not a SHA-256 digest in hex", name)
    if "behalf" in claims and not _is_text("iss", claims["behalf"]):
        raise StatementError("bad_claim", f"does not match {_PATTERNS['iss']}", "behalf")
    basis, seen = claims["basis"], claims["seen"]
    if basis is not None and not (type(basis) is int and 0 <= basis <= MAX_INTEGER):
        raise StatementError("bad_claim", "not a log position", "basis")
    if seen is not None and not _is_seen(seen):
        raise StatementError("bad_claim", "not {size, root} of a checkpoint", "seen")


def _is_seen(seen: object) -> bool:
    if type(seen) is not dict or seen.keys() != {"size", "root"}:
        return False
    size, root = seen["size"], seen["root"]
    return type(size) is int and 0 <= size <= MAX_INTEGER and type(root) is str and _ROOT(root) is not None
