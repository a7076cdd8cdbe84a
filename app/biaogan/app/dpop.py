"""Proof of possession on every request (持钥证明, DPoP, RFC 9449): a token alone is worth nothing.

A proof is a small JWT signed with the key that the session is bound to; it names the method, the address, the token and
an instant, and has a number of its own. `check` says what a proof proves; that it was not shown before is for
`biaogan.app.operations` to say, because every process of a deployment has to agree on it.
"""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from urllib.parse import urlsplit

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from biaogan.ledger.errors import VerificationError
from biaogan.ledger.keys import load_public, public_jwk, thumbprint
from biaogan.ledger.wire import CLAIMS, JSON, canonical, check_depth, decode, encode, load_json

WINDOW = timedelta(seconds=60)
"""How far a proof's instant may be from the server's, either way."""
LONGEST = 2048
"""Characters of a proof; ours have about 500."""
SCHEME = "DPoP"
ALGORITHMS = ("EdDSA", "Ed25519")
"""Names of the one algorithm: of RFC 8037, and of RFC 9864."""
_LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})
_PORTS = {"http": 80, "https": 443}


class BadProof(Exception):
    """A proof proves nothing (证明无效); the message says what is wrong with it, and tells nothing of anybody."""


@dataclass(frozen=True, slots=True)
class Proof:
    """A good proof: the thumbprint of its key, its number, and until when that number must be remembered."""

    kid: str
    id: str
    until: datetime


def prove(key: Ed25519PrivateKey, method: str, url: str, token: str, now: datetime) -> str:
    """The proof that goes with one request."""
    header = {"typ": "dpop+jwt", "alg": "EdDSA", "jwk": public_jwk(key)}
    claims = {
        "jti": secrets.token_urlsafe(16),
        "htm": method,
        "htu": url,
        "iat": int(now.timestamp()),
        "ath": bound(token),
    }
    signing = f"{encode(canonical(header))}.{encode(canonical(claims))}"
    return f"{signing}.{encode(key.sign(signing.encode()))}"


def bound(token: str) -> str:
    """``ath``: SHA-256 of the token, base64url."""
    return encode(sha256(token.encode()).digest())


def check(text: str, *, method: str, url: str, token: str, now: datetime) -> Proof:
    """What the proof proves, if it was made for this request. Raises `BadProof`."""
    header, claims = _read(text)
    if header.keys() != {"typ", "alg", "jwk"} or header["typ"] != "dpop+jwt" or header["alg"] not in ALGORITHMS:
        raise BadProof("the header must have typ dpop+jwt, alg EdDSA and jwk, and nothing else")
    jti, iat, htu = claims.get("jti"), claims.get("iat"), claims.get("htu")
    if not isinstance(jti, str) or not 8 <= len(jti) <= 128:
        raise BadProof("jti must be 8 to 128 characters")
    if claims.get("htm") != method:
        raise BadProof("htm is not the method of this request")
    if not isinstance(htu, str) or place(htu) != place(url):
        raise BadProof(f"htu is not the address of this service, which is {url}")
    if type(iat) is not int or abs(now.timestamp() - iat) > WINDOW.total_seconds():
        raise BadProof(f"iat is further than {WINDOW.total_seconds():.0f} s from now, {int(now.timestamp())}")
    if claims.get("ath") != bound(token):
        raise BadProof("ath is not the digest of the token")
    kid = _signed(text, header["jwk"])
    number = sha256(f"{kid}.{jti}".encode("utf-8", "surrogatepass")).hexdigest()
    return Proof(kid, number, now + 2 * WINDOW)


def place(url: str) -> tuple[str, str, int, str] | None:
    """Scheme, host, port and path, as RFC 9449 section 4.3 compares them; the names of this machine are one name."""
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        return None
    if not host or parts.scheme not in _PORTS:
        return None
    return parts.scheme, "127.0.0.1" if host in _LOOPBACK else host, port or _PORTS[parts.scheme], parts.path or "/"


def _read(text: str) -> tuple[dict[str, JSON], dict[str, JSON]]:
    """Header and claims, strictly."""
    parts = text.split(".")
    if len(text) > LONGEST or len(parts) != 3:
        raise BadProof("a proof is one compact JWS")
    try:
        texts = [decode(part) for part in parts[:2]]
        check_depth(texts, 4)
        header, claims = load_json(texts, "dpop", CLAIMS)
    except VerificationError as error:
        raise BadProof(f"a proof is one compact JWS: {error.code}") from None
    if not isinstance(header, dict) or not isinstance(claims, dict):
        raise BadProof("header and claims must be objects")
    return header, claims


def _signed(text: str, jwk: JSON) -> str:
    """The thumbprint of the key that the proof shows and is signed with."""
    signing, _, signature = text.rpartition(".")
    try:
        key = load_public(jwk)  # type: ignore[arg-type]
        key.verify(decode(signature), signing.encode())
        return thumbprint(jwk)  # type: ignore[arg-type]
    except VerificationError as error:
        raise BadProof(f"the jwk or the signature cannot be read: {error.code}") from None
    except InvalidSignature:
        raise BadProof("the signature is not of the key shown") from None
