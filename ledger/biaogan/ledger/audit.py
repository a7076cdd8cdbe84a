"""The independent audit of a log (独立核验): everything that can be checked without the server, and what fails, by name.

The numbered checks, and what each failure means, are in `audit_texts.CHECKS`:
  1 checkpoints, 2 head, 3 positions, 4 records, 5 tiles, 6 statements, 7 signatures, 8 streams, 9 time and causes,
  10 statement ids, 11 guard file, 12 seen checkpoints, 13 access batches, 14 access rows.

Promise: an audit never stops at the first failure, reads only, and imports the standard library and `cryptography`
alone. What it trusts is given by the caller: the verifier keys of the log, and the guard file if there is one. What it
can NOT show: that the log was not rewritten as a whole and signed again by its own key (compare the report's `root`
with a checkpoint from outside), and that nothing was refused admission.
"""

import os
from base64 import b64encode
from collections.abc import Callable, Iterable
from copy import deepcopy
from pathlib import Path
from typing import TypeVar

from biaogan.ledger.audit_access import check_accesses
from biaogan.ledger.audit_explain import explain
from biaogan.ledger.audit_keys import build_directory
from biaogan.ledger.audit_order import Order
from biaogan.ledger.audit_record import Terms
from biaogan.ledger.audit_report import AuditReport, Finding, Verdict
from biaogan.ledger.audit_section import Section, checkpoints_of
from biaogan.ledger.audit_source import Damaged, Reader, Row, Source, SqliteSource
from biaogan.ledger.audit_tree import Anchor, Growth, Trunk, believed_size, expected_tiles
from biaogan.ledger.audit_worker import Job, sections
from biaogan.ledger.checkpoint import open_checkpoint
from biaogan.ledger.errors import VerificationError
from biaogan.ledger.frontier import HASH_SIZE, Frontier, fold, is_hash
from biaogan.ledger.keys import KeyDirectory
from biaogan.ledger.note import parse_vkey
from biaogan.ledger.tilefile import WIDTH

__all__ = ["AuditReport", "Finding", "SqliteSource", "audit"]
T = TypeVar("T")
Progress = Callable[[int, int], None]
STEP = 4 * WIDTH
"""Records in a section."""
_OF_STATEMENTS = frozenset({6, 7, 8, 10, 12, 13, 14})


def audit(
    source: Source,
    origin: str,
    vkeys: Iterable[str],
    *,
    guard: Path | None = None,
    statements: bool = True,
    workers: int | None = None,
    progress: Progress | None = None,
    limit: int = 100,
) -> AuditReport:
    """Audit the log of `source` (核验整个日志), named `origin` and signing its checkpoints with one of `vkeys`.

    `guard` is the guard file; `statements=False` for logs that hold other bytes than statements; `workers` processes
    (default: one per core); `progress(done, total)` in records; `limit` findings are kept whole. Raises Unavailable
    when the source cannot be read, and VerificationError for a malformed key: everything else is a finding.
    """
    return _Audit(source, origin, tuple(vkeys), statements, limit).run(guard, workers, progress)


class _Audit:
    """One run (一次核验): what is small is read at once, records go by in sections, the rest is compared at the end."""

    def __init__(self, source: Source, origin: str, vkeys: tuple[str, ...], statements: bool, limit: int) -> None:
        self._source = source
        self._vkeys = vkeys
        self._parsed = [parse_vkey(text) for text in vkeys]
        self._statements = statements
        self._report = AuditReport(origin, limit)
        self._keys = KeyDirectory()
        self._growth = Growth()
        self._order = Order()
        self._seen: dict[tuple[int, str], int] = {}
        self._links: list[tuple[object, int]] = []
        self._different: list[Anchor] = []

    def run(self, guard: Path | None, workers: int | None, progress: Progress | None) -> AuditReport:
        report = self._report
        # Before the log: a service that runs meanwhile moves both on.
        guarded = guard.read_bytes() if guard is not None and guard.exists() else None
        reader = self._source.open()
        try:
            count, last_checkpoint = reader.extent()
            head = self._ask(2, "ledger_head", reader.head)
            report.size = believed_size(count, head)
            if self._statements:
                rows = self._ask(7, "record", lambda: reader.key_records(report.size))
                self._keys, wrong = build_directory(rows)
                report.add(wrong)
            self._walk(head, last_checkpoint, workers or os.cpu_count() or 1, progress)
            report.root = self._growth.root()
            report.counts.update(
                heads=len(head),
                streams=len(self._order.tips),
                ids=len(self._order.ids),
                seen=len(self._seen),
                guards=0 if guard is None else 1,
            )
            self._check_checkpoints(reader)
            self._check_head(head)
            self._check_strays(reader)
            self._check_tiles(reader)
            self._check_seen(reader)
            if guard is not None:
                self._check_guard(reader, guard, guarded)
            if self._statements:
                self._check_accesses(reader)
            report.findings = explain(report.findings, reader, self._keys)
        finally:
            reader.close()
        report.skipped = frozenset(() if guard else {11}) | frozenset(() if self._statements else _OF_STATEMENTS)
        return report

    def _walk(self, head: list[Row], last_checkpoint: int, workers: int, progress: Progress | None) -> None:
        """All records, in sections (checks 4, 6 and 7), joined in order (8, 9, 10 and what 1, 2, 5 and 12 need)."""
        report, size = self._report, self._report.size
        job = Job(self._source, Terms(report.origin, self._keys, self._statements), self._vkeys, last_checkpoint)
        ranges = [(first, min(first + STEP, size)) for first in range(0, max(size, 1), STEP)]
        for section in sections(job, ranges, workers):
            trunk = section.trunk
            if section.other is not None:
                trunk = self._decide(section, section.other, head if section.end == size else [])
            self._different += self._growth.compare(trunk)
            report.add(section.findings)
            report.add(self._order.join(section.order))
            report.counts.update(section.counts)
            self._links += section.links
            for seen, position in section.seen.items():
                self._seen.setdefault(seen, position)
            if progress is not None:
                progress(section.end, size)

    def _decide(self, section: Section, other: Trunk, head: list[Row]) -> Trunk:
        """Where a record and its column `leaf` differ and no tile decides: which of them fits what was signed."""
        scores = []
        for trunk in (section.trunk, other):
            growth = deepcopy(self._growth)
            different = len(growth.compare(trunk))
            scores.append(different + any(row[2] != b"".join(growth.nodes) for row in head))
        column_is_wrong = scores[1] < scores[0]
        self._report.add(doubt[column_is_wrong] for doubt in section.doubts)
        return other if column_is_wrong else section.trunk

    def _check_checkpoints(self, reader: Reader) -> None:
        """Check 1, the rest of it: roots, links, and checkpoints of what is no longer there."""
        size, below = self._report.size, -1
        if self._different:
            first = self._different[0].size
            held = [size for size in self._growth.roots if size < first]
            details = f"the tree was the signed one at size {max(held)}" if held else "it never was"
            if len(self._different) > 1:
                details += f"; {len(self._different)} checkpoints differ"
            self._find(1, "history_rewritten", "record", None, first, details)
        beyond = self._ask(1, "checkpoint", lambda: [checkpoints_of(reader, self._report.origin, self._parsed, size)])
        for anchors, links, findings in beyond:
            self._links += links
            self._report.add(findings)
            for anchor in anchors:
                self._find(1, "tail_removed", "record", None, size, f"{anchor.size} records were signed")
        for prev, size in self._links:
            if prev != below:
                self._find(1, "checkpoint_link", "checkpoint", "prev", size, f"{prev} instead of {below}")
            below = size

    def _check_head(self, head: list[Row]) -> None:
        """Check 2."""
        expected = {"id": 1, "size": self._report.size, "frontier": b"".join(self._growth.nodes)}
        if len(head) != 1:
            self._find(2, "head_altered", "ledger_head", None, self._report.size, f"{len(head)} rows")
        for row in head:
            for (column, value), found in zip(expected.items(), row, strict=True):
                if value != found:
                    self._find(2, "head_altered", "ledger_head", column, self._report.size)

    def _check_strays(self, reader: Reader) -> None:
        """Check 3, the rest of it: rows that belong to no position of the log."""
        for table, code in (("record", "stray_record"), ("disclosure", "stray_disclosure")):
            for position in self._ask(3, table, lambda: reader.strays(table, self._report.size)):  # noqa: B023
                self._find(3, code, table, "position", position)

    def _check_tiles(self, reader: Reader) -> None:
        """Check 5 above the lowest level, and which tiles there are at all."""
        stored = set(self._ask(5, "tile", reader.tile_keys))
        expected = expected_tiles(self._report.size)
        for code, tiles in (("tile_missing", expected - stored), ("tile_extra", stored - expected)):
            for level, index in sorted(tiles):
                self._find(5, code, "tile", "level|idx", None, f"tile {level}/{index}")
        for level, index, data in self._growth.levels():
            found = self._ask(5, "tile", lambda: [reader.tiles(level, index, index + 1).get(index)])  # noqa: B023
            if found not in ([], [None], [data]):
                self._find(5, "tile_altered", "tile", "data", None, f"tile {level}/{index}")

    def _check_seen(self, reader: Reader) -> None:
        """Check 12: what signers saw is what is there."""
        for (size, root), position in self._seen.items():
            if root != b64encode(self._root_at(reader, size)).decode():
                self._find(12, "split_view", "record", "jws", position, f"it saw another log of size {size}")

    def _check_guard(self, reader: Reader, guard: Path, guarded: bytes | None) -> None:
        """Check 11."""
        if guarded is None:
            if self._links:
                found = Finding(11, "guard_missing", "guard", None, None, str(guard), Verdict.UNVERIFIABLE)
                self._report.add([found])
            return
        try:
            checkpoint = open_checkpoint(guarded, self._parsed, self._report.origin)
        except VerificationError as error:
            self._find(11, "guard_false", "guard", None, None, error.diagnostics())
        else:
            if checkpoint.size > self._report.size:
                self._find(11, "behind_guard", "record", None, self._report.size, f"the guard saw {checkpoint.size}")
            elif self._root_at(reader, checkpoint.size) != checkpoint.root:
                self._find(11, "history_rewritten", "record", None, checkpoint.size)

    def _check_accesses(self, reader: Reader) -> None:
        """Checks 13 and 14."""
        origin, size = self._report.origin, self._report.size
        for found, counts in self._ask(14, "access_record", lambda: [check_accesses(reader, origin, size)]):
            self._report.add(found)
            self._report.counts.update(counts)

    def _root_at(self, reader: Reader, size: int) -> bytes:
        """Root of the first `size` records; the leaves after the last full tile are read again."""
        root = self._growth.roots.get(size)
        if root is None:
            frontier = Frontier()
            leaves = self._ask(12, "record", lambda: reader.leaves(size - size % WIDTH, size))
            for (leaf,) in leaves:
                frontier.append(leaf if is_hash(leaf) else bytes(HASH_SIZE))
            edge = (frontier.root(),) if leaves else ()
            root = self._growth.roots[size] = fold((*self._growth.before(size), *edge))
        return root

    def _ask(self, check: int, table: str, question: Callable[[], list[T]]) -> list[T]:
        """The answer of the source, or nothing and a finding where the file is damaged."""
        try:
            return question()
        except Damaged as error:
            self._find(check, "unreadable", table, None, None, str(error))
            return []

    def _find(
        self, check: int, code: str, table: str, column: str | None, position: int | None, details: str = ""
    ) -> None:
        self._report.add([Finding(check, code, table, column, position, details)])
