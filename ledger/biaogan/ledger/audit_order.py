"""What holds between records (记录之间的秩序): streams, time, causes, statement ids. Checks 8, 9 and 10.

Promise: `Order` sees facts in log order and says what does not follow. A worker keeps one for its range of positions;
the parent joins the ranges, so that the whole log is checked as if read by one. Memory grows with the number of
streams and statement ids, not with what the records hold.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field

from biaogan.ledger.audit_report import Finding

Step = tuple[int, int, str, str | None, int, str | None, str | None, str | None]
"""One record in its order: position, admitted_at, digest, stream, seq, prev, statement id, cause."""

UNKNOWN = "?"  # stands for the predecessor named by a statement that cannot be read


@dataclass(slots=True)
class Order:
    """The order within one range of positions (区段秩序); picklable, so a worker can hand it to the parent."""

    begins: dict[str, tuple[int, int, str | None]] = field(default_factory=dict)
    """How each stream begins in the range: position, seq, prev."""
    tips: dict[str, tuple[int, str | None]] = field(default_factory=dict)
    """How it ends: seq and digest of its last statement."""
    ids: dict[str, int] = field(default_factory=dict)
    first: tuple[int, int] | None = None
    """Position and time of the first record."""
    last_at: int = -1
    batch: set[str] = field(default_factory=set)
    """Digests of the records admitted at `last_at`."""
    leading: list[tuple[int, str]] = field(default_factory=list)
    """Causes named at the time of the first record and not found in this range: they may lie in the one before."""
    findings: list[Finding] = field(default_factory=list)

    def extend(self, steps: Iterable[Step]) -> None:
        """Check the next records of the range, in order."""
        tips, ids = self.tips, self.ids
        for position, at, digest, stream, seq, prev, jti, cause in steps:
            if jti is not None and ids.setdefault(jti, position) != position:
                self._repeat(position, ids[jti])
            if at != self.last_at or cause is not None:
                self._admit(position, at, cause)
            self.batch.add(digest)
            if stream is not None:
                tip = tips.get(stream)
                if tip is None:
                    self.begins[stream] = (position, seq, prev)
                elif seq != tip[0] + 1 or prev != tip[1]:
                    self._break(position, stream, tip, seq, prev)
                tips[stream] = (seq, digest)

    def identify(self, position: int, jti: str) -> None:
        """A statement id that a record uses up besides its own."""
        if self.ids.setdefault(jti, position) != position:
            self._repeat(position, self.ids[jti])

    def _admit(self, position: int, at: int, cause: str | None) -> None:
        """Check 9: time does not go back; a cause was admitted in the same instant, before what it caused."""
        if at != self.last_at:
            if self.first is None:
                self.first = (position, at)
            elif at < self.last_at:
                self._date(position)
            self.batch = set()
            self.last_at = at
        if cause is not None and cause not in self.batch:
            if self.first is not None and self.first[1] == at:
                self.leading.append((position, cause))
            else:
                self._miss(position, cause)

    def join(self, later: "Order") -> list[Finding]:
        """Take in the range that comes next; what it found, and what does not hold between the two."""
        tips = self.tips
        for stream, (position, seq, prev) in later.begins.items():
            tip = tips.get(stream, _BEFORE)
            if seq != tip[0] + 1 or prev != tip[1]:
                self._break(position, stream, tip, seq, prev)
        for jti in self.ids.keys() & later.ids.keys():
            self._repeat(later.ids[jti], self.ids[jti])
        tips.update(later.tips)
        self.ids.update(later.ids)
        if later.first is not None:
            self._join_times(*later.first, later)
        found, self.findings = self.findings + later.findings, []
        return found

    def _join_times(self, position: int, at: int, later: "Order") -> None:
        if at < self.last_at:
            self._date(position)
        known = self.batch if at == self.last_at else set()
        for caused, cause in later.leading:
            if cause not in known:
                self._miss(caused, cause)
        self.batch = known | later.batch if at == later.last_at else later.batch
        self.last_at = later.last_at

    def _date(self, position: int) -> None:
        self.findings.append(Finding(9, "back_dated", "record", "admitted_at", position))

    def _miss(self, position: int, cause: str) -> None:
        self.findings.append(Finding(9, "cause_missing", "record", "jws", position, cause))

    def _repeat(self, position: int, first: int) -> None:
        self.findings.append(Finding(10, "replayed", "record", "jti", position, f"first at {first}"))

    def _break(self, position: int, stream: str, tip: tuple[int, str | None], seq: int, prev: str | None) -> None:
        if seq != tip[0] + 1:
            code = "stream_gap" if seq > tip[0] else "stream_fork"
            details = f"{stream}: {seq} follows {tip[0]}"
            self.findings.append(Finding(8, code, "record", "version", position, details))
        elif prev != UNKNOWN:
            self.findings.append(Finding(8, "stream_broken", "record", "jws", position, stream))


_BEFORE = (0, None)
"""Every stream before its first statement."""
