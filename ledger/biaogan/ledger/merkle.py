"""The Merkle tree of the log (默克尔树): RFC 6962 section 2.1 hashing, RFC 9162 section 2.1 proofs. Pure, no I/O.

Promise: `verify_inclusion` and `verify_consistency` return None or raise `VerificationError`, whatever they are given;
nothing here recurses, and no loop runs longer than the 63 bits of a tree size. Proofs are built from leaf data, or
from any reader with `node(level, index)`, the hash of the perfect subtree (满子树) over leaves
[index * 2**level, (index + 1) * 2**level); with a reader a proof costs O(log n) reads.
"""

from collections.abc import Sequence
from typing import Protocol, TypeGuard

from biaogan.ledger.errors import VerificationError
from biaogan.ledger.frontier import (
    EMPTY_ROOT,
    HASH_SIZE,
    MAX_SIZE,
    Frontier,
    fold,
    is_hash,
    is_size,
    leaf_hash,
    node_hash,
    root,
    root_of_hashes,
)

__all__ = [
    "EMPTY_ROOT",
    "HASH_SIZE",
    "MAX_SIZE",
    "Frontier",
    "NodeReader",
    "consistency_proof",
    "inclusion_proof",
    "is_hash",
    "is_size",
    "leaf_hash",
    "node_hash",
    "range_root",
    "root",
    "root_of_hashes",
    "verify_consistency",
    "verify_inclusion",
]


class NodeReader(Protocol):
    """Whatever can answer for perfect subtrees (满子树读取器): a database, a tile cache, a list of leaves."""

    def node(self, level: int, index: int) -> bytes:
        """Hash of the perfect subtree over leaves [index * 2**level, (index + 1) * 2**level), 32 bytes."""


class _Leaves:
    """Leaf data seen as a NodeReader; a subtree is hashed when it is asked for."""

    def __init__(self, leaves: Sequence[bytes]) -> None:
        self.leaves = leaves

    def node(self, level: int, index: int) -> bytes:
        return root(self.leaves[index << level : (index + 1) << level])


def range_root(nodes: NodeReader, start: int, end: int) -> bytes:
    """Root over leaves [start, end) in O(log n) reads, where `start` is a multiple of a power of two >= end - start."""
    perfect: list[bytes] = []
    for level in range((end - start).bit_length() - 1, -1, -1):
        if (end - start) >> level:
            perfect.append(nodes.node(level, start >> level))
            start += 1 << level
    return fold(perfect)


def inclusion_proof(leaves: Sequence[bytes] | NodeReader, index: int, size: int) -> list[bytes]:
    """Inclusion proof (包含证明) of leaf `index` in the tree of the first `size` leaves, sibling of the leaf first.

    RFC 9162 2.1.3.1. Raises VerificationError when there is no such leaf.
    """
    nodes = _reader(leaves, size)
    _check_leaf(index, size)
    start, end, proof = 0, size, []
    while end - start > 1:
        middle = _split(start, end)
        if index < middle:
            proof.append(range_root(nodes, middle, end))
            end = middle
        else:
            proof.append(range_root(nodes, start, middle))
            start = middle
    return proof[::-1]


def consistency_proof(leaves: Sequence[bytes] | NodeReader, old_size: int, new_size: int) -> list[bytes]:
    """Consistency proof (一致性证明) that the tree of `old_size` leaves is a prefix of the tree of `new_size` leaves.

    RFC 9162 2.1.4.1. Empty for equal sizes; VerificationError for a shrunk tree, and for one grown from nothing.
    """
    nodes = _reader(leaves, new_size)
    _check_growth(old_size, new_size)
    start, end, proof = 0, new_size, []
    while old_size != end:
        middle = _split(start, end)
        if old_size <= middle:
            proof.append(range_root(nodes, middle, end))
            end = middle
        else:
            proof.append(range_root(nodes, start, middle))
            start = middle
    if start:  # the old tree ends inside, so its last complete subtree is not already known to the verifier
        proof.append(range_root(nodes, start, end))
    return proof[::-1]


def verify_inclusion(index: int, size: int, leaf_hash: bytes, proof: Sequence[bytes], root: bytes) -> None:
    """Return if `leaf_hash` is leaf `index` of the tree (`size`, `root`), else raise VerificationError.

    Steps of RFC 9162 2.1.3.2. Every kind of malformed input is a VerificationError too.
    """
    _check_leaf(index, size)
    if not (is_hash(leaf_hash) and is_hash(root) and _is_proof(proof)):
        raise VerificationError("inclusion", "a leaf, a root and each line of a proof are hashes of 32 bytes")
    if _climb("inclusion", index, size - 1, leaf_hash, proof)[1] != root:
        raise VerificationError("inclusion", f"the proof of leaf {index} does not lead to the root")


def verify_consistency(old_size: int, new_size: int, proof: Sequence[bytes], old_root: bytes, new_root: bytes) -> None:
    """Return if tree (`old_size`, `old_root`) is a prefix of (`new_size`, `new_root`), else raise VerificationError.

    Steps of RFC 9162 2.1.4.2. Nothing can be shown from size 0 to a non-empty tree: that is refused here, and
    a witness that has seen nothing yet decides for itself. Every kind of malformed input is a VerificationError too.
    """
    _check_growth(old_size, new_size)
    if not (is_hash(old_root) and is_hash(new_root) and _is_proof(proof)):
        raise VerificationError("consistency", "a root and each line of a proof are hashes of 32 bytes")
    if old_size == new_size:
        if proof or old_root != new_root or (not new_size and new_root != EMPTY_ROOT):
            raise VerificationError("consistency", f"two different trees of {new_size} leaves")
        return
    # A perfect old tree is its own first node, which the prover leaves out.
    path = list(proof) if old_size & (old_size - 1) else [old_root, *proof]
    if not path:
        raise VerificationError("consistency", "the proof is too short")
    complete = (old_size & -old_size).bit_length() - 1  # levels below which the old tree has no ragged edge
    fn, sn = (old_size - 1) >> complete, (new_size - 1) >> complete
    if _climb("consistency", fn, sn, path[0], path[1:]) != (old_root, new_root):
        raise VerificationError("consistency", f"size {new_size} does not continue size {old_size}: a split view")


def _climb(code: str, fn: int, sn: int, start: bytes, proof: Sequence[bytes]) -> tuple[bytes, bytes]:
    """The loop both verifiers share: from node `fn` of a row ending at `sn` up to the root.

    Returns the root of the tree that ends at node `fn` and that of the tree that ends at `sn`.
    """
    old = new = start
    for sibling in proof:
        if sn == 0:
            raise VerificationError(code, "the proof is too long")
        if fn & 1 or fn == sn:
            old, new = node_hash(sibling, old), node_hash(sibling, new)
            while fn and not fn & 1:
                fn, sn = fn >> 1, sn >> 1
        else:
            new = node_hash(new, sibling)
        fn, sn = fn >> 1, sn >> 1
    if sn:
        raise VerificationError(code, "the proof is too short")
    return old, new


def _is_proof(proof: object) -> TypeGuard[Sequence[bytes]]:
    return isinstance(proof, list | tuple) and len(proof) <= 64 and all(map(is_hash, proof))


def _check_leaf(index: int, size: int) -> None:
    if not (is_size(index) and is_size(size) and index < size):  # a value that fails is not printed: it may be absurd
        raise VerificationError("inclusion", "there is no such leaf in a tree of that size")


def _check_growth(old_size: int, new_size: int) -> None:
    if not (is_size(old_size) and is_size(new_size) and old_size <= new_size and (old_size or not new_size)):
        raise VerificationError("consistency", "no proof leads from that size to the other")


def _split(start: int, end: int) -> int:
    """Where RFC 6962 divides [start, end): after the largest power of two smaller than its length."""
    return start + (1 << ((end - start - 1).bit_length() - 1))


def _reader(leaves: Sequence[bytes] | NodeReader, size: int) -> NodeReader:
    if not is_size(size):
        raise VerificationError("size", "not a tree size")
    if not isinstance(leaves, Sequence):
        return leaves
    if size > len(leaves):
        raise VerificationError("size", f"{size} leaves asked for, {len(leaves)} present")
    return _Leaves(leaves)
