"""One range of the log, checked by itself (区段核验): what a worker process does, and what it hands to the parent.

Promise: a section is a few dozen kilobytes whatever the records hold; joined in order, sections say everything about
the log. The leaf of a position is known three times, from the record, its column `leaf` and its tile; where two agree
they are believed, so that the third is *named* instead of everything after it.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from biaogan.ledger.audit_order import Order
from biaogan.ledger.audit_record import RecordCheck, Terms, hash_row
from biaogan.ledger.audit_report import Finding, Verdict
from biaogan.ledger.audit_source import Damaged, Reader, Row
from biaogan.ledger.audit_tree import Anchor, Trunk, grow
from biaogan.ledger.checkpoint import open_checkpoint
from biaogan.ledger.errors import VerificationError
from biaogan.ledger.merkle import HASH_SIZE, MAX_SIZE, is_hash
from biaogan.ledger.note import NoteVerifier
from biaogan.ledger.record import KINDS
from biaogan.ledger.tilefile import WIDTH, parse_tile

BATCH = WIDTH
"""Records read at once: enough to share the work, few enough to stay in the processor's cache."""

_NOTHING = bytes(HASH_SIZE)


@dataclass(slots=True)
class Section:
    """All there is to know of positions [first, end) (区段)."""

    first: int
    end: int
    trunk: Trunk
    other: Trunk | None
    """The tree if, where nothing tells a record from its column `leaf`, the record is right."""
    doubts: list[tuple[Finding, Finding]]
    """What to report there: if the column is right, and if the record is."""
    order: Order
    findings: list[Finding]
    seen: dict[tuple[int, str], int]
    links: list[tuple[object, int]]
    """(prev, size) of every checkpoint stored, whether it holds or not."""
    counts: Counter[str]


def examine(
    reader: Reader, terms: Terms, vkeys: Sequence[NoteVerifier], first: int, end: int, last_checkpoint: int
) -> Section:
    """Check positions [first, end), `first` being a multiple of 256, and the checkpoints that lie in them."""
    check = RecordCheck(terms)
    made: dict[int, bytes] = {}
    columns: dict[int, object] = {}
    for start in range(first, end, BATCH):
        rows = _rows(reader, start, min(start + BATCH, end), check.findings)
        made.update(check.take(rows))
        columns.update([(row[0], row[8]) for row in rows])
    gaps = _gaps(columns.keys(), first, end)
    tiles = reader.tiles(0, first // WIDTH, end // WIDTH)
    leaves = _Leaves(reader, made, columns, check.findings)
    for start in range(first, end, WIDTH):
        leaves.take(range(start, min(start + WIDTH, end)), tiles.get(start // WIDTH))
    anchors, links, bad = checkpoints_of(reader, terms.origin, vkeys, first or -1, min(end, last_checkpoint))
    counts = Counter(
        records=len(columns),
        statements=check.statements,
        signatures=check.statements,
        disclosures=check.disclosures,
        withheld=check.withheld,
        checkpoints=len(links),
        tiles=len(tiles),
    )
    return Section(
        first,
        end,
        grow(first, leaves.believed, anchors),
        grow(first, leaves.other, anchors) if leaves.doubts else None,
        leaves.doubts,
        check.order,
        check.findings + gaps + leaves.findings + bad,
        check.seen,
        links,
        counts,
    )


def _rows(reader: Reader, first: int, end: int, findings: list[Finding]) -> list[Row]:
    """The rows [first, end); those that can be read, where the file is damaged."""
    try:
        return reader.records(first, end)
    except Damaged as error:
        if end - first == 1:
            findings.append(Finding(4, "unreadable", "record", None, first, str(error)))
            return []
    middle = (first + end) // 2
    return _rows(reader, first, middle, findings) + _rows(reader, middle, end, findings)


def _gaps(present: Iterable[int], first: int, end: int) -> list[Finding]:
    """Check 3: one finding for each run of missing positions."""
    missing = set(range(first, end)).difference(present)
    starts = sorted(position for position in missing if position - 1 not in missing)
    return [Finding(3, "gap", "record", "position", position) for position in starts]


class _Leaves:
    """Which leaf hashes to believe (取信的叶哈希): `made` from the records, in their `columns`, or in a tile.

    Checks 4 and 5. `other` is the second opinion, for records of which nothing tells whether they or their column
    `leaf` were changed: there are such only where no tile is.
    """

    def __init__(
        self, reader: Reader, made: Mapping[int, bytes], columns: Mapping[int, object], known: Sequence[Finding]
    ) -> None:
        self._reader, self._made, self._columns, self._known = reader, made, columns, known
        self.believed: list[bytes] = []
        self.other: list[bytes] = []
        self.findings: list[Finding] = []
        self.doubts: list[tuple[Finding, Finding]] = []

    def take(self, positions: range, tile: object) -> None:
        """The leaves of one tile, full or not; `tile` as stored, or None."""
        ours = list(map(self._made.get, positions))
        whole = [leaf for leaf in ours if leaf is not None]
        if ours == list(map(self._columns.get, positions)) == whole and tile in (None, b"".join(whole)):
            self.believed += whole
            self.other += whole
            return
        hashes: Sequence[bytes | None] = [None] * len(positions)
        if isinstance(tile, bytes) and len(tile) == len(positions) * HASH_SIZE:
            hashes = parse_tile(tile)
        elif tile is not None:
            self.findings.append(Finding(5, "tile_altered", "tile", "data", positions[0], "not 256 hashes"))
        for position, leaf, in_tile in zip(positions, ours, hashes, strict=True):
            self._weigh(position, leaf, self._columns.get(position), in_tile)

    def _weigh(self, position: int, ours: bytes | None, column: object, in_tile: bytes | None) -> None:
        believed = other = in_tile or (column if is_hash(column) else None) or ours or _NOTHING
        wrong_column = Finding(4, "leaf_altered", "record", "leaf", position)
        if ours is not None and ours in (column, in_tile):
            believed = other = ours
            if ours != column:
                self.findings.append(wrong_column)
            elif in_tile not in (None, ours):
                self.findings.append(Finding(5, "tile_altered", "tile", "data", position))
        elif ours is not None:
            suspects = self._suspects(position, believed)
            wrong_record = Finding(4, "record_altered", "record", suspects or "admitted_at|opening", position)
            if suspects is None and in_tile is None:
                other = ours
                self.doubts.append((wrong_record, wrong_column))
            else:
                self.findings.append(wrong_record)
        self.believed.append(believed)
        self.other.append(other)

    def _suspects(self, position: int, expected: bytes) -> str | None:
        """The columns of a record that something else than its leaf speaks against."""
        known = [item for item in self._known if item.position == position and item.table == "record"]
        columns = {item.column for item in known if item.column is not None}
        if any(item.code == "key_unknown" for item in known):
            columns.add("admitted_at|opening")
        for row in self._reader.records(position, position + 1):
            for kind in KINDS - {row[4]}:
                if hash_row((*row[:4], kind, *row[5:]), position) == expected:
                    columns = {"kind"}
        return "|".join(sorted(columns)) or None


def checkpoints_of(
    reader: Reader, origin: str, vkeys: Sequence[NoteVerifier], above: int, upto: int = MAX_SIZE
) -> tuple[list[Anchor], list[tuple[object, int]], list[Finding]]:
    """Check 1 for the checkpoints with above < size <= upto: signature, and columns against the note."""
    anchors: list[Anchor] = []
    links: list[tuple[object, int]] = []
    findings: list[Finding] = []
    for size, prev, root, note in reader.checkpoints(above, upto):
        links.append((prev, size))
        try:
            checkpoint = open_checkpoint(note, vkeys, origin)
        except VerificationError as error:
            unsigned = error.code == "note_unsigned"
            code = "checkpoint_unsigned" if unsigned else "checkpoint_false"
            verdict = Verdict.UNVERIFIABLE if unsigned else Verdict.TAMPERED
            findings.append(Finding(1, code, "checkpoint", "note", size, error.diagnostics(), verdict))
            continue
        if checkpoint.root != root:
            findings.append(Finding(1, "checkpoint_altered", "checkpoint", "root", size))
        if checkpoint.size == size:
            anchors.append(Anchor(size, checkpoint.root))
        else:
            findings.append(Finding(1, "checkpoint_altered", "checkpoint", "size", size, str(checkpoint.size)))
    return anchors, links, findings
