"""Ed25519 public keys as JWK (公钥): one spelling for each key, and no key under which one signature fits many messages.

Promise to callers: `load_public` returns a key only from a canonical encoding of a curve point outside the small
subgroup, given as exactly `{"kty": "OKP", "crv": "Ed25519", "x": ...}`; everything else raises `KeyRefused`.
RFC 8032 section 5.1.3, RFC 8037 section 2, RFC 7638.
"""

from collections.abc import Mapping
from functools import lru_cache
from hashlib import sha256

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from biaogan.ledger.errors import StatementError, VerificationError
from biaogan.ledger.wire import decode, encode

_P = 2**255 - 19
_D = -121665 * pow(121666, -1, _P) % _P
# The y of the eight points whose order divides 8; both signs of x are refused, so one table serves.
_ORDER_8 = 0x7A03AC9277FDC74EC6CC392CFA53202A0F67100D760B3CBA4FD84D3D706A17C7
_SMALL_ORDER = frozenset({0, 1, _P - 1, _ORDER_8, _P - _ORDER_8})


class KeyRefused(VerificationError):
    """A key or a key record is not accepted (密钥被拒).

    Codes: bad_jwk, private_key_given, weak_key, possession_not_proven, key_unknown, key_not_yet_valid, key_revoked,
    key_already_enrolled, bad_key_record, rotation_not_countersigned, wrong_signer.
    """


def public_jwk(key: Ed25519PublicKey | Ed25519PrivateKey) -> dict[str, str]:
    """The public JWK of a key (RFC 8037 section 2), with no member but the three required."""
    public_key = key.public_key() if isinstance(key, Ed25519PrivateKey) else key
    return {"crv": "Ed25519", "kty": "OKP", "x": encode(public_key.public_bytes_raw())}


def thumbprint(jwk: Mapping[str, object]) -> str:
    """RFC 7638 thumbprint (密钥指纹), SHA-256 in base64url: the `kid` of statements."""
    return _thumbprint(_x(jwk))


def load_public(jwk: Mapping[str, object]) -> Ed25519PublicKey:
    """The key of a JWK, or KeyRefused: bad_jwk, private_key_given, weak_key."""
    return _load(_x(jwk))


def _x(jwk: Mapping[str, object]) -> str:
    if not isinstance(jwk, Mapping):
        raise KeyRefused("bad_jwk", "not an object")
    if "d" in jwk:
        raise KeyRefused("private_key_given", "a private key was sent; it must be considered compromised")
    x = jwk.get("x")
    if jwk.keys() != {"kty", "crv", "x"} or jwk["kty"] != "OKP" or jwk["crv"] != "Ed25519" or not isinstance(x, str):
        raise KeyRefused("bad_jwk", "not exactly kty OKP, crv Ed25519 and x")
    return x


@lru_cache(maxsize=4096)
def _thumbprint(x: str) -> str:
    return encode(sha256(f'{{"crv":"Ed25519","kty":"OKP","x":"{x}"}}'.encode("utf-8", "surrogatepass")).digest())


@lru_cache(maxsize=4096)
def _load(x: str) -> Ed25519PublicKey:
    try:
        data = decode(x)
    except StatementError as error:
        raise KeyRefused("bad_jwk", f"x: {error}") from None
    if len(data) != 32:
        raise KeyRefused("bad_jwk", "x is not 32 bytes")
    y = int.from_bytes(data, "little") & (2**255 - 1)
    if y >= _P:
        raise KeyRefused("weak_key", "not the canonical encoding of a point")
    if y in _SMALL_ORDER:
        raise KeyRefused("weak_key", "a point of small order: one signature would verify for many messages")
    # x^2 = (y^2 - 1) / (d y^2 + 1) must have a root; the quotient is a square iff the product is (Euler's criterion).
    if pow((y * y - 1) * (_D * y * y + 1), (_P - 1) // 2, _P) != 1:
        raise KeyRefused("weak_key", "not a point of the curve")
    return Ed25519PublicKey.from_public_bytes(data)
