"""Hashing of the log's tree, and its growing edge (哈希与树的前沿): RFC 6962 section 2.1. Pure, no I/O.

Promise: leaves and inner nodes are hashed under different prefixes, so neither can pass for the other, and appending
costs about two hashes whatever the size of the tree. `biaogan.ledger.merkle` offers these names to everybody else.
"""

from collections.abc import Iterable, Sequence
from hashlib import sha256
from typing import Self, TypeGuard

from biaogan.ledger.errors import VerificationError

HASH_SIZE = 32
EMPTY_ROOT = sha256(b"").digest()  # RFC 6962 2.1: the hash of an empty list is the hash of an empty string
MAX_SIZE = 2**63 - 1  # the largest size other implementations (Go int64, SQL BIGINT) can hold


def leaf_hash(data: bytes) -> bytes:
    """Hash of one leaf (叶哈希): SHA-256(0x00 || data), RFC 6962 2.1."""
    return sha256(b"\x00" + data).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """Hash of an inner node (内部节点哈希): SHA-256(0x01 || left || right), RFC 6962 2.1."""
    return sha256(b"\x01" + left + right).digest()


def root(leaves: Iterable[bytes]) -> bytes:
    """Root over leaf data (树根), RFC 6962 2.1; no leaves give SHA-256("")."""
    return root_of_hashes(leaf_hash(data) for data in leaves)


def root_of_hashes(leaf_hashes: Iterable[bytes]) -> bytes:
    """Root over leaf hashes; also the hash of a tile (瓦片) in the level above, given the hashes of the tile."""
    frontier = Frontier()
    for digest in leaf_hashes:
        frontier.append(digest)
    return frontier.root()


def fold(perfect: Sequence[bytes]) -> bytes:
    """Root over adjacent perfect subtrees of falling size, left to right."""
    if not perfect:
        return EMPTY_ROOT
    digest = perfect[-1]
    for left in perfect[-2::-1]:
        digest = node_hash(left, digest)
    return digest


def is_size(value: object) -> TypeGuard[int]:
    """True for a tree size or leaf index any tree can have: an int (not a bool) in [0, 2**63 - 1]."""
    return type(value) is int and 0 <= value <= MAX_SIZE


def is_hash(value: object) -> TypeGuard[bytes]:
    """True for 32 bytes."""
    return type(value) is bytes and len(value) == HASH_SIZE


class Frontier:
    """The right edge of a growing tree (树的前沿): the perfect subtree roots, left to right, one per set bit of `size`.

    All that is needed to append and to compute the root. `append` mutates; `copy` before trying something out.
    """

    __slots__ = ("_nodes", "size")

    def __init__(self, size: int = 0, nodes: Iterable[bytes] = ()) -> None:
        self._nodes = list(nodes)
        self.size = size
        if not is_size(size) or len(self._nodes) != size.bit_count() or not all(is_hash(n) for n in self._nodes):
            raise VerificationError("frontier", "the nodes of a frontier must be one 32-byte hash per set bit of size")

    @classmethod
    def empty(cls) -> Self:
        """The frontier of a tree with no leaves."""
        return cls()

    @classmethod
    def from_bytes(cls, size: int, data: bytes) -> Self:
        """Inverse of `to_bytes`; raises VerificationError when `data` cannot belong to a tree of `size` leaves."""
        if not isinstance(data, bytes) or len(data) % HASH_SIZE:
            raise VerificationError("frontier", "a frontier is stored as whole 32-byte hashes")
        return cls(size, [data[i : i + HASH_SIZE] for i in range(0, len(data), HASH_SIZE)])

    @property
    def nodes(self) -> tuple[bytes, ...]:
        """Roots of the perfect subtrees, largest (leftmost) first."""
        return tuple(self._nodes)

    def append(self, leaf_hash: bytes) -> None:
        """Add one leaf hash on the right (追加); amortised one node hash. This is the hot path of the log."""
        if type(leaf_hash) is not bytes or len(leaf_hash) != HASH_SIZE:
            raise VerificationError("hash", "a leaf hash has 32 bytes")
        nodes = self._nodes
        size = self.size
        self.size = size + 1
        while size & 1:
            leaf_hash = sha256(b"\x01" + nodes.pop() + leaf_hash).digest()
            size >>= 1
        nodes.append(leaf_hash)

    def root(self) -> bytes:
        """Root of the tree of `size` leaves (树根); SHA-256("") when empty."""
        return fold(self._nodes)

    def to_bytes(self) -> bytes:
        """The nodes, concatenated left to right; `size` is stored beside it."""
        return b"".join(self._nodes)

    def copy(self) -> Self:
        """An independent frontier of the same tree."""
        twin = type(self)()
        twin._nodes = self._nodes.copy()
        twin.size = self.size
        return twin
