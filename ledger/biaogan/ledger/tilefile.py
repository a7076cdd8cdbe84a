"""Tiles (瓦片), c2sp.org/tlog-tiles: names and contents of the static files a log is read from.

Promise: `path` and `parse_path` are exact inverses, so a tile has one name; the parsers return what the format allows
or raise VerificationError. Nothing here says that a tile is TRUE: that is for `biaogan.ledger.tiles`, which also
offers all these names.
"""

import re
from collections.abc import Iterable
from typing import Literal

from biaogan.ledger.errors import VerificationError
from biaogan.ledger.merkle import HASH_SIZE, is_size

WIDTH = 256  # hashes in a full tile, entries in a full bundle
HEIGHT = 8  # tree levels a tile spans
MAX_LEVEL = 63
MAX_ENTRY = 0xFFFF  # bytes
ENTRIES = -1  # the level of entry bundles

_PATH = re.compile(r"tile/(entries|[0-9]{1,2})/((?:x[0-9]{3}/){0,6}[0-9]{3})(?:\.p/([0-9]{1,3}))?", re.ASCII)


def path(level: int | Literal["entries"], index: int, width: int = WIDTH) -> str:
    """Where a tile is served, below the prefix of the log: `tile/0/x001/x234/067`, `tile/entries/000.p/17`.

    Raises VerificationError for a level, index or width that no tile has.
    """
    if level == "entries":
        level = ENTRIES
    whole = type(level) is int and type(width) is int and is_size(index)
    if not (whole and ENTRIES <= level <= MAX_LEVEL and 1 <= width <= WIDTH):
        raise VerificationError("tile_path", "there is no such tile")
    rest, last = divmod(index, 1000)
    number = f"{last:03d}"
    while rest:
        rest, group = divmod(rest, 1000)
        number = f"x{group:03d}/{number}"
    return f"tile/{'entries' if level == ENTRIES else level}/{number}" + (f".p/{width}" if width < WIDTH else "")


def parse_path(text: str) -> tuple[int, int, int]:
    """Inverse of `path`: level (ENTRIES for a bundle), index and width, which is 256 for a full tile.

    VerificationError for every other way to write a tile, such as needless zeros or `.p/256`.
    """
    match = _PATH.fullmatch(text) if isinstance(text, str) else None
    if match is None:
        raise VerificationError("tile_path", "not the path of a tile")
    level, groups, width = match.groups()
    tile = (
        ENTRIES if level == "entries" else int(level),
        int(groups.replace("/", "").replace("x", "")),
        WIDTH if width is None else int(width),
    )
    if path(*tile) != text:
        raise VerificationError("tile_path", "not the canonical path of a tile")
    return tile


def tile_width(size: int, level: int, index: int) -> int:
    """How many hashes tile (`level`, `index`) of a tree of `size` leaves holds: 256, fewer at the edge, 0 beyond it."""
    return max(0, min(WIDTH, (size >> (HEIGHT * level)) - index * WIDTH))


def parse_tile(data: bytes) -> list[bytes]:
    """The 1 to 256 hashes of a tile; VerificationError if it is not made of whole 32-byte hashes."""
    if not isinstance(data, bytes) or len(data) % HASH_SIZE or not 0 < len(data) <= WIDTH * HASH_SIZE:
        raise VerificationError("tile", "a tile is 1 to 256 hashes of 32 bytes")
    return [data[i : i + HASH_SIZE] for i in range(0, len(data), HASH_SIZE)]


def parse_entry_bundle(data: bytes) -> list[bytes]:
    """The 1 to 256 entries (日志条目) of a bundle, each after its length as big-endian uint16; else VerificationError."""
    if not isinstance(data, bytes):
        raise VerificationError("bundle", "an entry bundle is bytes")
    entries: list[bytes] = []
    at = 0
    while at < len(data):
        start = at + 2
        at = start + int.from_bytes(data[at:start], "big")
        if at > len(data) or start > len(data) or len(entries) == WIDTH:
            raise VerificationError("bundle", "an entry bundle holds at most 256 whole entries")
        entries.append(data[start:at])
    if not entries:
        raise VerificationError("bundle", "an entry bundle is never empty")
    return entries


def format_entry_bundle(entries: Iterable[bytes]) -> bytes:
    """Inverse of `parse_entry_bundle`; VerificationError for no entry, more than 256, or one above 65,535 bytes."""
    items = list(entries)
    if not 0 < len(items) <= WIDTH or any(len(item) > MAX_ENTRY for item in items):
        raise VerificationError("bundle", "an entry bundle holds 1 to 256 entries of at most 65,535 bytes")
    return b"".join(len(item).to_bytes(2, "big") + item for item in items)
