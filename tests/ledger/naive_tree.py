"""RFC 6962 section 2.1 written down as its recursive definition, and a log kept as files, for tests to compare with."""

from collections.abc import Iterator, Sequence
from hashlib import sha256


def split(n: int) -> int:
    """The largest power of two smaller than n."""
    k = 1
    while 2 * k < n:
        k *= 2
    return k


def mth(d: Sequence[bytes]) -> bytes:
    """Merkle Tree Hash over leaf data."""
    if not d:
        return sha256(b"").digest()
    if len(d) == 1:
        return sha256(b"\x00" + d[0]).digest()
    k = split(len(d))
    return sha256(b"\x01" + mth(d[:k]) + mth(d[k:])).digest()


def audit_path(m: int, d: Sequence[bytes]) -> list[bytes]:
    """PATH(m, D[n]), section 2.1.1."""
    if len(d) == 1:
        return []
    k = split(len(d))
    if m < k:
        return [*audit_path(m, d[:k]), mth(d[k:])]
    return [*audit_path(m - k, d[k:]), mth(d[:k])]


def proof(m: int, d: Sequence[bytes]) -> list[bytes]:
    """PROOF(m, D[n]), section 2.1.2."""
    return _subproof(m, d, whole=True)


def _subproof(m: int, d: Sequence[bytes], *, whole: bool) -> list[bytes]:
    if m == len(d):
        return [] if whole else [mth(d)]
    k = split(len(d))
    if m <= k:
        return [*_subproof(m, d[:k], whole=whole), mth(d[k:])]
    return [*_subproof(m - k, d[k:], whole=False), mth(d[:k])]


def leaves(count: int, salt: bytes = b"") -> list[bytes]:
    """Distinct leaf data."""
    return [salt + b"%d" % i for i in range(count)]


def log_files(data: Sequence[bytes]) -> dict[str, bytes]:
    """Every tile and bundle of the log of `data`, full and last partial ones, by path (c2sp.org/tlog-tiles)."""
    files = {}
    for number, part in _chunks(data):
        files[f"tile/entries/{number}"] = b"".join(len(x).to_bytes(2, "big") + x for x in part)
    level, hashes = 0, [mth([x]) for x in data]
    while hashes:
        for number, part in _chunks(hashes):
            files[f"tile/{level}/{number}"] = b"".join(part)
        hashes = [_over(hashes[i : i + 256]) for i in range(0, len(hashes) - 255, 256)]
        level += 1
    return files


def _over(hashes: list[bytes]) -> bytes:
    while len(hashes) > 1:
        hashes = [sha256(b"\x01" + a + b).digest() for a, b in zip(hashes[::2], hashes[1::2], strict=True)]
    return hashes[0]


def _chunks(items: Sequence[bytes]) -> Iterator[tuple[str, Sequence[bytes]]]:
    for n in range(0, len(items), 256):
        part = items[n : n + 256]
        number = f"{n // 256:03d}"  # logs of tests stay below 1,000 tiles a level
        yield number if len(part) == 256 else f"{number}.p/{len(part)}", part
