"""Reading a log from its tiles (瓦片客户端), c2sp.org/tlog-tiles, without trusting whoever serves them.

Promise: `TileClient` hands out no hash and no entry before it was verified, tile by tile, up to the root of the
checkpoint given by the caller: partial tiles together make the root, a full tile makes its hash in the tile above.
The server is NOT trusted: the worst it can do is to answer nothing. The checkpoint IS: open it with
`TileClient.checkpoint` or `biaogan.ledger.checkpoint.open_checkpoint` first.
"""

from collections.abc import Callable, Iterator, Sequence

from biaogan.ledger.checkpoint import Checkpoint, open_checkpoint
from biaogan.ledger.errors import Unavailable, VerificationError
from biaogan.ledger.frontier import Frontier, fold
from biaogan.ledger.merkle import (
    consistency_proof,
    inclusion_proof,
    is_size,
    leaf_hash,
    root_of_hashes,
    verify_consistency,
    verify_inclusion,
)
from biaogan.ledger.note import NoteVerifier
from biaogan.ledger.tilefile import (
    ENTRIES,
    HEIGHT,
    MAX_ENTRY,
    WIDTH,
    format_entry_bundle,
    parse_entry_bundle,
    parse_path,
    parse_tile,
    path,
    tile_width,
)

__all__ = [
    "ENTRIES",
    "HEIGHT",
    "MAX_ENTRY",
    "WIDTH",
    "Fetch",
    "TileClient",
    "format_entry_bundle",
    "parse_entry_bundle",
    "parse_path",
    "parse_tile",
    "path",
    "tile_width",
]

Fetch = Callable[[str], bytes]
"""Returns the file at a path below the prefix of the log; raises OSError or KeyError when it cannot be had."""


class TileClient:
    """A verifying reader of one log (验证型读取器). Keeps up to `cached` verified tiles; not to be shared among threads.

    Methods raise VerificationError when what was served is not what the checkpoint commits to, and Unavailable when
    nothing was served. The iterators raise at the first item that fails, after handing out those that held.
    """

    def __init__(self, fetch: Fetch, cached: int = 512) -> None:
        self._fetch = fetch
        self._cached = max(1, cached)
        self._verified: dict[bytes, list[bytes]] = {}  # by the hash of the tile: true under every checkpoint

    def checkpoint(self, vkeys: Sequence[NoteVerifier], origin: str) -> Checkpoint:
        """The latest checkpoint of log `origin`, its signature verified (最新检查点)."""
        return open_checkpoint(self._get("checkpoint"), vkeys, origin)

    def leaf_hashes(self, checkpoint: Checkpoint, start: int = 0, end: int | None = None) -> Iterator[bytes]:
        """Leaf hashes [start, end) of the tree under `checkpoint`, all of them by default (叶哈希)."""
        end = _end(checkpoint, start, end)
        tree = _Tree(self, checkpoint)
        return (leaf for index in _tiles(start, end) for leaf in _part(tree.tile(0, index), index, start, end))

    def entries(self, checkpoint: Checkpoint, start: int = 0, end: int | None = None) -> Iterator[bytes]:
        """Entries [start, end) of the log (日志条目), each hashing to its verified leaf."""
        end = _end(checkpoint, start, end)
        tree = _Tree(self, checkpoint)
        return (item for index in _tiles(start, end) for item in _part(self._bundle(tree, index), index, start, end))

    def inclusion(self, index: int, checkpoint: Checkpoint) -> list[bytes]:
        """A verified inclusion proof of leaf `index` under `checkpoint` (包含证明)."""
        tree = _Tree(self, checkpoint)
        proof = inclusion_proof(tree, index, checkpoint.size)
        verify_inclusion(index, checkpoint.size, tree.node(0, index), proof, checkpoint.root)
        return proof

    def consistency(self, old: Checkpoint, new: Checkpoint) -> list[bytes]:
        """A verified proof that `new` only appended to `old` (一致性证明); VerificationError means a rewritten log."""
        if old.origin != new.origin:
            raise VerificationError("origin", "the checkpoints are of two logs")
        proof = consistency_proof(_Tree(self, new), old.size, new.size)
        verify_consistency(old.size, new.size, proof, old.root, new.root)
        return proof

    def _get(self, name: str) -> bytes:
        try:
            return self._fetch(name)
        except (OSError, KeyError) as error:
            raise Unavailable(f"{name} could not be fetched") from error

    def _read(self, level: int, index: int, width: int, parse: Callable[[bytes], list[bytes]]) -> list[bytes]:
        """The items of a tile or bundle, NOT VERIFIED; if the partial one is gone, the beginning of the full one."""
        try:
            items, count = parse(self._get(path(level, index, width))), width
        except Unavailable:
            if width == WIDTH:
                raise
            items, count = parse(self._get(path(level, index))), WIDTH
        if len(items) != count:
            raise VerificationError("tile", f"{path(level, index, count)} does not hold {count} items")
        return items[:width]

    def _full(self, index: int, level: int, expected: bytes) -> list[bytes]:
        hashes = self._verified.get(expected)
        if hashes is None:
            hashes = self._read(level, index, WIDTH, parse_tile)
            if root_of_hashes(hashes) != expected:
                raise VerificationError("tile", f"{path(level, index)} does not hash to its entry in the tile above")
            if len(self._verified) >= self._cached:
                del self._verified[next(iter(self._verified))]
            self._verified[expected] = hashes
        return hashes

    def _bundle(self, tree: "_Tree", index: int) -> list[bytes]:
        hashes = tree.tile(0, index)
        items = self._read(ENTRIES, index, len(hashes), parse_entry_bundle)
        if [leaf_hash(item) for item in items] != hashes:
            raise VerificationError("bundle", f"{path(ENTRIES, index)} does not hold the entries of its tile")
        return items


class _Tree:
    """The tree under one checkpoint, as a NodeReader. Its partial tiles are verified against the root at once."""

    def __init__(self, client: TileClient, checkpoint: Checkpoint) -> None:
        self._client = client
        self._size = checkpoint.size
        self._edge: dict[int, list[bytes]] = {}
        perfect: list[bytes] = []
        for level in range((self._size.bit_length() - 1) // HEIGHT, -1, -1):
            index, width = divmod(self._size >> (HEIGHT * level), WIDTH)
            frontier = Frontier()
            if width:
                self._edge[level] = client._read(level, index, width, parse_tile)
                for digest in self._edge[level]:
                    frontier.append(digest)
            perfect += frontier.nodes
        if fold(perfect) != checkpoint.root:
            raise VerificationError("tile", "the partial tiles do not hash to the root of the checkpoint")

    def tile(self, level: int, index: int) -> list[bytes]:
        """The verified hashes of a tile of this tree; climbs at most eight levels to one that is verified already."""
        if tile_width(self._size, level, index) < WIDTH:
            return self._edge[level]
        return self._client._full(index, level, self.tile(level + 1, index // WIDTH)[index % WIDTH])

    def node(self, level: int, index: int) -> bytes:
        level, height = divmod(level, HEIGHT)
        tile, first = divmod(index << height, WIDTH)
        return root_of_hashes(self.tile(level, tile)[first : first + (1 << height)])


def _end(checkpoint: Checkpoint, start: int, end: int | None) -> int:
    end = checkpoint.size if end is None else end
    if not (is_size(start) and is_size(end) and start <= end <= checkpoint.size):
        raise VerificationError("range", f"not a range of the {checkpoint.size} leaves")
    return end


def _tiles(start: int, end: int) -> range:
    return range(start // WIDTH, -(-end // WIDTH))


def _part(items: list[bytes], index: int, start: int, end: int) -> list[bytes]:
    """What of tile `index` lies in [start, end)."""
    return items[max(0, start - index * WIDTH) : end - index * WIDTH]
