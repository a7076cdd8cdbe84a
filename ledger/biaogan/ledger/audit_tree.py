"""The tree of the log, put together from its sections (树的核验). Checks 1, 2, 5 and 12, as far as hashes decide them.

Promise: every stored checkpoint is compared with the tree of the records at its size, whatever the size; memory is a
hash per tile and one per checkpoint. A worker makes the `Trunk` of its range, the parent joins the trunks.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

from biaogan.ledger.frontier import HASH_SIZE, Frontier, fold, is_size
from biaogan.ledger.tilefile import WIDTH

SLACK = 1 << 16
"""How far the head may lie beyond the records before it is not believed any more."""


@dataclass(frozen=True, slots=True)
class Anchor:
    """A checkpoint whose note holds (已验检查点): its size and the root that was signed.

    `edge` is the root over the leaves since the last full tile, b"" if there are none: found by the worker.
    """

    size: int
    root: bytes
    edge: bytes = b""


@dataclass(slots=True)
class Trunk:
    """The tree over a range that begins at a tile (区段之树)."""

    tiles: list[bytes] = field(default_factory=list)
    """Root of each full tile."""
    edge: tuple[bytes, ...] = ()
    """The perfect subtrees after the last full tile."""
    anchors: list[Anchor] = field(default_factory=list)


def grow(first: int, leaves: Sequence[bytes], anchors: Iterable[Anchor]) -> Trunk:
    """The trunk over leaf hashes from position `first`, a multiple of 256, with the anchors that lie in it."""
    trunk = Trunk()
    wanted = {anchor.size - first: anchor for anchor in anchors}
    if 0 in wanted:
        trunk.anchors.append(wanted.pop(0))
    for start in range(0, len(leaves), WIDTH):
        tile = leaves[start : start + WIDTH]
        inside = [size for size in wanted if start < size <= start + len(tile)]
        if len(tile) == WIDTH and not inside:
            trunk.tiles.append(_perfect(tile))
            continue
        frontier = Frontier()
        for end, leaf in enumerate(tile, start + 1):
            frontier.append(leaf)
            if end in wanted:
                edge = b"" if end % WIDTH == 0 else frontier.root()
                trunk.anchors.append(Anchor(wanted[end].size, wanted[end].root, edge))
        if len(tile) == WIDTH:
            trunk.tiles.append(frontier.root())
        else:
            trunk.edge = frontier.nodes
    return trunk


class Growth:
    """The tree of the whole log, trunk by trunk, left to right (全树)."""

    def __init__(self) -> None:
        self.tiles: list[bytes] = []
        self._above = Frontier()
        self._edge: tuple[bytes, ...] = ()
        self.roots: dict[int, bytes] = {}
        """What was really there at the size of each checkpoint."""

    @property
    def nodes(self) -> tuple[bytes, ...]:
        """The perfect subtree roots of the whole tree, left to right."""
        return (*self._above.nodes, *self._edge)

    def root(self) -> bytes:
        """Root of the tree so far."""
        return fold(self.nodes)

    def compare(self, trunk: Trunk) -> list[Anchor]:
        """Append a trunk; the anchors that were signed for another tree than this."""
        different = []
        waiting = iter(trunk.tiles)
        for anchor in trunk.anchors:
            self._raise(waiting, anchor.size // WIDTH)
            root = fold((*self._above.nodes, anchor.edge)) if anchor.edge else self._above.root()
            self.roots[anchor.size] = root
            if root != anchor.root:
                different.append(anchor)
        self._raise(waiting, None)
        self._edge = trunk.edge
        return different

    def _raise(self, waiting: Iterator[bytes], count: int | None) -> None:
        while count is None or len(self.tiles) < count:
            digest = next(waiting, None)
            if digest is None:
                return
            self.tiles.append(digest)
            self._above.append(digest)

    def before(self, size: int) -> tuple[bytes, ...]:
        """The perfect subtrees of the full tiles below `size`."""
        frontier = Frontier()
        for digest in self.tiles[: size // WIDTH]:
            frontier.append(digest)
        return frontier.nodes

    def levels(self) -> Iterator[tuple[int, int, bytes]]:
        """Every full tile above the lowest level: level, index, data."""
        level, below = 1, self.tiles
        while len(below) >= WIDTH:
            roots = []
            for index in range(len(below) // WIDTH):
                hashes = below[index * WIDTH : (index + 1) * WIDTH]
                yield level, index, b"".join(hashes)
                roots.append(_perfect(hashes))
            level, below = level + 1, roots


def expected_tiles(size: int) -> set[tuple[int, int]]:
    """Level and index of every full tile of a tree of `size` leaves."""
    found: set[tuple[int, int]] = set()
    level, count = 0, size // WIDTH
    while count:
        found.update((level, index) for index in range(count))
        level, count = level + 1, count // WIDTH
    return found


def believed_size(count: int, head: Sequence[tuple[Any, ...]]) -> int:
    """How many records there should be: as many as there are, or as the head says if some of them are missing."""
    sizes = [size for _, size, frontier in head if _fits(size, frontier) and count < size <= count + SLACK]
    return max(sizes, default=count)


def _fits(size: object, frontier: object) -> bool:
    """A frontier has a hash for each bit set in its size: a size that was changed alone does not fit."""
    return is_size(size) and isinstance(frontier, bytes) and len(frontier) == size.bit_count() * HASH_SIZE


def _perfect(hashes: Sequence[bytes]) -> bytes:
    """Root over a power of two of hashes, level by level; equal to `root_of_hashes`, in two thirds of the time."""
    while len(hashes) > 1:
        hashes = [
            sha256(b"\x01" + left + right).digest() for left, right in zip(hashes[::2], hashes[1::2], strict=True)
        ]
    return hashes[0]
