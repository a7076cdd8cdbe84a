"""The growing tree in memory, tile by tile (内存中的树): open tiles on the right edge, recent full tiles behind it.

Promise: appending costs one node hash on average, a node on the right edge or in a recent tile is read without I/O, and
memory is bounded (about 40 KB per tile kept). Whoever needs an older node passes a loader; a loaded tile is compared
with its parent before a hash of it is used, so that a changed tile raises IntegrityAlarm instead of a wrong proof.
"""

from collections import OrderedDict
from collections.abc import Callable, Iterable
from typing import NamedTuple, Self

from biaogan.ledger.errors import LedgerError, VerificationError
from biaogan.ledger.merkle import Frontier, is_hash, node_hash
from biaogan.ledger.tilefile import HEIGHT, WIDTH, parse_tile

KEPT_TILES = 64


class IntegrityAlarm(VerificationError):
    """What is stored differs from what was signed or hashed (完整性告警): nothing is signed until it is explained.

    `code` says what differs (`leaf`, `tile`, `head`, `root`, `gap`, `guard`, `checkpoint`); `position` is the first
    record or size affected.
    """

    def __init__(self, code: str, message: str, position: int) -> None:
        super().__init__(code, message)
        self.position = position


class FullTile(NamedTuple):
    """A completed tile (满瓦片): 256 hashes of the tile level `level`, 8,192 bytes; it never changes again."""

    level: int
    idx: int
    data: bytes


LoadTile = Callable[[int, int], bytes | None]
LoadTiles = Callable[[int, int, int], Iterable[bytes]]


class _Tile:
    """One tile with the inner nodes above its hashes: rows[h] holds the perfect subtrees of height h within it."""

    __slots__ = ("rows",)

    def __init__(self, hashes: Iterable[bytes] = ()) -> None:
        self.rows: list[list[bytes]] = [[] for _ in range(HEIGHT)]
        for digest in hashes:
            self.add(digest)

    def add(self, digest: bytes) -> bytes | None:
        """Add a hash; returns the root of the tile when this one completed it."""
        for row in self.rows:
            row.append(digest)
            if len(row) & 1:
                return None
            digest = node_hash(row[-2], digest)
        return digest


class Tree:
    """The tree of the log up to `size` (树): append on the right, read perfect subtrees anywhere. Not thread-safe."""

    def __init__(self, load_tile: LoadTile | None = None, kept: int = KEPT_TILES) -> None:
        self.size = 0
        self._open: list[_Tile] = [_Tile()]
        self._full: OrderedDict[tuple[int, int], _Tile] = OrderedDict()
        self._completed: list[FullTile] = []
        self._load_tile = load_tile
        self._kept = kept

    @classmethod
    def load(cls, size: int, leaves: Iterable[bytes], tiles: LoadTiles, load_tile: LoadTile | None = None) -> Self:
        """The tree of `size` leaves from storage: `leaves` are the hashes after the last full tile, `tiles(level,
        first, last)` the full tiles [first, last) of a level. The caller compares `frontier()` with a signed root.

        Raises IntegrityAlarm when hashes are missing.
        """
        tree = cls(load_tile)
        tree._open = [_checked_tile(leaves, 0, size)]
        level = 0
        while size >> (HEIGHT * (level + 1)):
            end = size >> (HEIGHT * (level + 1))
            start = end - end % WIDTH
            found = [_checked_tile(_hashes(data, level, size), level, size) for data in tiles(level, start, end)]
            tree._open.append(_Tile(_root_of(tile, level) for tile in found))
            level += 1
        for level, tile in enumerate(tree._open):
            width = (size >> (HEIGHT * level)) % WIDTH
            if len(tile.rows[0]) != width:
                raise IntegrityAlarm("tile", f"the tree of size {size} lacks hashes at tile level {level}", size)
        tree.size = size
        return tree

    def append(self, leaf_hash: bytes) -> None:
        """Add one leaf hash (追加叶哈希). Completed tiles wait in `completed()`."""
        self.size += 1
        level = 0
        root = self._open[0].add(leaf_hash)
        while root is not None:
            tile, self._open[level] = self._open[level], _Tile()
            index = (self.size >> (HEIGHT * (level + 1))) - 1
            self._completed.append(FullTile(level, index, b"".join(tile.rows[0])))
            self._keep(level, index, tile)
            level += 1
            if level == len(self._open):
                self._open.append(_Tile())
            root = self._open[level].add(root)

    def completed(self) -> list[FullTile]:
        """The tiles completed since the last call, lowest level first at each size."""
        tiles, self._completed = self._completed, []
        return tiles

    def frontier(self) -> bytes:
        """The perfect subtree roots, left to right, concatenated: what `ledger_head.frontier` stores."""
        return b"".join(self._edge())

    def root(self) -> bytes:
        """Root of the tree (树根)."""
        return Frontier(self.size, self._edge()).root()

    def _edge(self) -> list[bytes]:
        return [row[-1] for tile in reversed(self._open) for row in reversed(tile.rows) if len(row) & 1]

    def node(self, level: int, index: int) -> bytes:
        """Hash of the perfect subtree over leaves [index * 2**level, (index + 1) * 2**level), within `size`.

        Raises LedgerError when the tree does not reach that far, IntegrityAlarm when a stored tile was changed.
        """
        if index < 0 or (index + 1) << level > self.size:
            raise LedgerError(f"the tree of size {self.size} has no node {index} at level {level}")
        tile_level, height = divmod(level, HEIGHT)
        tile_index = index >> (HEIGHT - height)
        tile = self._tile(tile_level, tile_index)
        return tile.rows[height][index - (tile_index << (HEIGHT - height))]

    def hashes(self, level: int, index: int, width: int) -> bytes:
        """The first `width` hashes of a tile, concatenated (瓦片字节); all of them must lie within `size`."""
        if not 0 < width <= WIDTH or ((index * WIDTH + width) << (HEIGHT * level)) > self.size:
            raise LedgerError(f"the tree of size {self.size} has no tile {index} of width {width} at level {level}")
        return b"".join(self._tile(level, index).rows[0][:width])

    def _tile(self, level: int, index: int) -> _Tile:
        if index == self.size >> (HEIGHT * (level + 1)):
            return self._open[level]
        tile = self._full.get((level, index))
        if tile is not None:
            self._full.move_to_end((level, index))
            return tile
        first = (index * WIDTH) << (HEIGHT * level)
        data = self._load_tile(level, index) if self._load_tile else None
        if data is None or len(data) != 32 * WIDTH:
            raise IntegrityAlarm("tile", f"tile {index} of level {level} is missing or cut short", first)
        tile = _Tile(_hashes(data, level, first))
        if _root_of(tile, level) != self.node(HEIGHT * (level + 1), index):
            raise IntegrityAlarm("tile", f"tile {index} of level {level} is not the one the tree holds", first)
        self._keep(level, index, tile)
        return tile

    def _keep(self, level: int, index: int, tile: _Tile) -> None:
        self._full[level, index] = tile
        if len(self._full) > self._kept:
            self._full.popitem(last=False)


def _hashes(data: bytes, level: int, position: int) -> list[bytes]:
    try:
        return parse_tile(data)
    except VerificationError as error:
        raise IntegrityAlarm("tile", f"a stored tile of level {level}: {error.diagnostics()}", position) from error


def _checked_tile(hashes: Iterable[bytes], level: int, position: int) -> _Tile:
    checked = list(hashes)
    if len(checked) > WIDTH or not all(map(is_hash, checked)):
        raise IntegrityAlarm("tile", f"what is stored at tile level {level} are not hashes", position)
    return _Tile(checked)


def _root_of(tile: _Tile, level: int) -> bytes:
    top = tile.rows[-1]
    if len(top) != 2:
        raise IntegrityAlarm("tile", f"a full tile of level {level} is cut short", 0)
    return node_hash(top[0], top[1])
