"""Publishing checkpoints (发布检查点): nothing is signed that was not read back from the disk and hashed again.

Promise, in this order (ledger.md section 3): the records are committed; the new ones are read again and re-hashed and
compared with their stored leaves, with the tiles and with the head; the root at the last signed size, and at the
guard's, is recomputed and compared; only then is the new root signed, inserted (the unique `prev` lets no two
checkpoints follow the same one), copied to the guard, and released. Recovery after a crash is the same call. Any
difference raises IntegrityAlarm, which names the position and what differs, and nothing is signed.
"""

import threading
from collections import OrderedDict
from collections.abc import Iterator
from contextlib import contextmanager
from typing import NamedTuple

from eventsourcing.persistence import IntegrityError
from sqlalchemy.engine.interfaces import DBAPICursor

from biaogan.ledger.checkpoint import Checkpoint, open_checkpoint
from biaogan.ledger.database import Database
from biaogan.ledger.errors import VerificationError
from biaogan.ledger.guard import Guard
from biaogan.ledger.merkle import leaf_hash, range_root
from biaogan.ledger.note import Signer, parse_vkey, sign_note
from biaogan.ledger.record import header_bytes, leaf_data, rfc3339
from biaogan.ledger.store import Store
from biaogan.ledger.tree import IntegrityAlarm, Tree

CHUNK = 1024  # records read again at a time
KEPT_OPENINGS = 8192
_RACES = 100


class Published(NamedTuple):
    """A signed checkpoint and its note, as bytes (已发布检查点)."""

    checkpoint: Checkpoint
    note: bytes


class Opening(NamedTuple):
    """What the holder of a JWS needs beside it to compute the leaf (开启信息): 32 bytes and the canonical header."""

    opening: bytes
    header: bytes


class Publisher:
    """The signing half of the log (发布器). Thread-safe, and safe beside publishers of other processes."""

    def __init__(self, database: Database, origin: str, signer: Signer, guard: Guard | None) -> None:
        self.origin = origin
        self.vkey = parse_vkey(signer.vkey())
        self._database = database
        self._signer = signer
        self._guard = guard
        self._store = Store(database)
        self._one = threading.Lock()  # one publication at a time
        self._reading = threading.RLock()  # short: the tree changes, or is read
        self._tree: Tree | None = None
        self._published: Published | None = None
        self._openings: OrderedDict[int, Opening] = OrderedDict()

    def publish(self) -> Published:
        """A signed checkpoint of everything that was committed before the call (发布); recovery is the same call.

        Raises IntegrityAlarm instead of signing what differs from what was signed or hashed before.
        """
        with self._one:
            try:
                for _ in range(_RACES):
                    published = self._publish()
                    if published is not None:
                        return published
            except BaseException:
                self._tree = None  # perhaps half checked: begin again from the last signed checkpoint
                raise
        raise IntegrityError("other processes published first, again and again")

    def covering(self, size: int) -> Published:
        """The latest checkpoint known to this process if it covers `size` leaves, else a new one."""
        published = self._published
        return published if published is not None and published.checkpoint.size >= size else self.publish()

    def latest(self) -> Published:
        """The last signed checkpoint, by whatever process; a new one when this process has not verified it yet."""
        with self._database.reading() as cursor:
            row = self._store.last_checkpoint(cursor)
        return self.covering(row[0] if row else 0)

    def opening(self, position: int) -> Opening | None:
        """The opening of a record that this process published lately."""
        return self._openings.get(position)

    @contextmanager
    def tree(self) -> Iterator[Tree]:
        """The verified tree, for a short look: publications wait meanwhile."""
        while True:
            with self._reading:
                if self._tree is not None:
                    yield self._tree
                    return
            self.publish()

    def _publish(self) -> Published | None:
        guard = self._guard.read() if self._guard else None  # before the database, which can only be ahead of it
        with self._database.reading() as cursor:
            last = self._last(cursor)
            size, frontier = self._store.head(cursor)
            _check_not_behind(size, last, guard)
            tree = self._tree or self._load(cursor, last)
            self._catch_up(cursor, tree, size, frontier)
        with self._reading:
            for known in (last and last.checkpoint, guard):
                if known is not None and range_root(tree, 0, known.size) != known.root:
                    raise IntegrityAlarm("root", f"the log does not continue its checkpoint {known.size}", known.size)
            self._tree = tree
        if last is None or last.checkpoint.size < size:
            checkpoint = Checkpoint(self.origin, size, tree.root())
            fresh = Published(checkpoint, sign_note(checkpoint.text(), [self._signer]))
            if not self._insert(fresh, last.checkpoint.size if last else -1):
                return None  # another process was first: look again
            last = fresh
        if self._guard and (guard is None or guard.size < last.checkpoint.size):
            self._guard.advance(*last)
        self._published = last
        return last

    def _last(self, cursor: DBAPICursor) -> Published | None:
        row = self._store.last_checkpoint(cursor)
        if row is None:
            return None
        size, root, note = row
        if self._published is not None and self._published.note == note:
            return self._published
        try:
            checkpoint = open_checkpoint(note, [self.vkey], self.origin)
        except VerificationError as error:
            raise IntegrityAlarm("checkpoint", f"stored checkpoint {size}: {error.diagnostics()}", size) from error
        if (checkpoint.size, checkpoint.root) != (size, root):
            raise IntegrityAlarm("checkpoint", f"stored checkpoint {size} is not what its note says", size)
        if self._published is not None and size < self._published.checkpoint.size:
            raise IntegrityAlarm("checkpoint", f"checkpoints after {size} have vanished", size)
        return Published(checkpoint, note)

    def _load(self, cursor: DBAPICursor, last: Published | None) -> Tree:
        """The tree at the last signed checkpoint; it is trusted because it hashes to the root that was signed."""
        size = last.checkpoint.size if last else 0
        tree = self._store.tree(cursor, size, self._stored_tile)
        if last is not None and tree.root() != last.checkpoint.root:
            raise IntegrityAlarm("root", f"the stored hashes do not give the root signed for size {size}", size)
        return tree

    def _stored_tile(self, level: int, index: int) -> bytes | None:
        with self._database.reading() as cursor:
            return next(iter(self._store.tiles(cursor, level, index, index + 1)), None)

    def _catch_up(self, cursor: DBAPICursor, tree: Tree, size: int, frontier: bytes) -> None:
        for start in range(tree.size, size, CHUNK):
            leaves = self._rehash(cursor, start, min(start + CHUNK, size))
            with self._reading:
                for leaf in leaves:
                    tree.append(leaf)
                completed = tree.completed()
            for tile in completed:
                if next(iter(self._store.tiles(cursor, tile.level, tile.idx, tile.idx + 1)), None) != tile.data:
                    first = (tile.idx << 8) << (8 * tile.level)
                    raise IntegrityAlarm("tile", f"stored tile {tile.level}/{tile.idx} differs", first)
        if tree.frontier() != frontier:
            raise IntegrityAlarm("head", f"the stored head is not that of the {size} records stored", size)

    def _rehash(self, cursor: DBAPICursor, start: int, end: int) -> list[bytes]:
        leaves: list[bytes] = []
        for position, stream, version, type_, kind, admitted_at, jws, opening, leaf in self._store.rows(
            cursor, start, end
        ):
            expected = start + len(leaves)
            if position != expected:
                raise IntegrityAlarm("gap", f"record {expected} is missing", expected)
            try:
                header = header_bytes(rfc3339(admitted_at), position, stream, type_, version)
                hashed = leaf_hash(leaf_data(opening, header, jws, kind))
            except (TypeError, ValueError, OverflowError):  # such values were never admitted; SQLite holds any
                hashed = b""
            if hashed != leaf:
                raise IntegrityAlarm("leaf", f"record {position} does not hash to its stored leaf", position)
            leaves.append(leaf)
            self._openings[position] = Opening(opening, header)
        if len(leaves) != end - start:
            raise IntegrityAlarm("gap", f"record {start + len(leaves)} is missing", start + len(leaves))
        while len(self._openings) > KEPT_OPENINGS:
            self._openings.popitem(last=False)
        return leaves

    def _insert(self, fresh: Published, prev: int) -> bool:
        try:
            with self._database.writing() as cursor:
                self._store.insert_checkpoint(cursor, fresh.checkpoint.size, prev, fresh.checkpoint.root, fresh.note)
        except IntegrityError:
            return False
        return True


def _check_not_behind(size: int, last: Published | None, guard: Checkpoint | None) -> None:
    if last is not None and size < last.checkpoint.size:
        raise IntegrityAlarm("head", f"the log has {size} records, but {last.checkpoint.size} were signed", size)
    if guard is not None and size < guard.size:
        raise IntegrityAlarm(
            "guard",
            f"the database holds {size} records, its guard has seen {guard.size} signed: the database was restored from "
            "an older copy or records were removed. Restore the newest copy; do not delete the guard to get past this.",
            size,
        )
