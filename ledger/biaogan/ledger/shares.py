"""Sharing a secret (秘密分享): any `threshold` of the shares give it back, fewer tell nothing (Shamir, 1979).

Promise to callers: `combine` of enough different shares of one split is the secret; of fewer, or of others, it is some
other text of the same length: whoever combines must know by what to recognise the secret. Arithmetic in GF(2^8) with
the polynomial of AES (FIPS 197), byte by byte, without tables, so that time tells nothing of a share.
"""

import secrets
from collections.abc import Iterable, Sequence

MOST = 255


def split(secret: bytes, threshold: int, count: int) -> list[bytes]:
    """`count` shares, each its number and as many bytes as the secret. ValueError for a threshold that is none."""
    if not 1 <= threshold <= count <= MOST:
        raise ValueError("a threshold lies between 1 and the number of shares, at most 255")
    polynomials = [(byte, *secrets.token_bytes(threshold - 1)) for byte in secret]
    return [bytes([at, *(_value(polynomial, at) for polynomial in polynomials)]) for at in range(1, count + 1)]


def combine(shares: Sequence[bytes]) -> bytes:
    """The secret behind enough shares. ValueError if two have one number, or their lengths differ."""
    places = [share[0] for share in shares if share]
    if not shares or len({*places}) != len(shares) or len({len(share) for share in shares}) != 1 or 0 in places:
        raise ValueError("these are not different shares of one secret")
    weights = [_weight(place, [other for other in places if other != place]) for place in places]
    return bytes(
        _sum(_times(weight, share[position]) for weight, share in zip(weights, shares, strict=True))
        for position in range(1, len(shares[0]))
    )


def _value(polynomial: Sequence[int], at: int) -> int:
    found = 0
    for coefficient in reversed(polynomial):
        found = _times(found, at) ^ coefficient
    return found


def _weight(place: int, others: Sequence[int]) -> int:
    """The Lagrange coefficient of a share at zero."""
    found = 1
    for other in others:
        found = _times(found, _times(other, _inverse(other ^ place)))
    return found


def _sum(values: Iterable[int]) -> int:
    found = 0
    for value in values:
        found ^= value
    return found


def _times(one: int, other: int) -> int:
    found = 0
    for bit in range(8):
        found ^= -(other >> bit & 1) & one
        one = one << 1 ^ -(one >> 7) & 0x11B
    return found


def _inverse(value: int) -> int:
    """The 254th power."""
    found, square = 1, value
    for _ in range(7):
        square = _times(square, square)
        found = _times(found, square)
    return found
