"""What holds between records (记录之间的秩序): streams, time, causes, statement ids. Checks 8, 9 and 10.

Promise: `Order` sees facts in log order and says what does not follow. A worker keeps one for its range of positions;
the parent joins the ranges, so that the whole log is checked as if read by one. Memory grows with the number of
streams and statement ids, not with what the records hold.
"""

from dataclasses import dataclass, field

from biaogan.ledger.audit_report import Finding

UNKNOWN = "?"  # stands for the predecessor named by a statement that cannot be read


@dataclass(slots=True)
class Span:
    """The part of a stream within a range (事件流片段): how it begins and how it ends."""

    position: int
    seq: int
    prev: str | None
    last_seq: int
    last_digest: str | None


@dataclass(slots=True)
class Order:
    """The order within one range of positions (区段秩序); picklable, so a worker can hand it to the parent."""

    streams: dict[str, Span] = field(default_factory=dict)
    ids: dict[str, int] = field(default_factory=dict)
    first: tuple[int, int] | None = None
    """Position and time of the first record."""
    last_at: int = -1
    batch: set[str] = field(default_factory=set)
    """Digests of the records admitted at `last_at`."""
    leading: list[tuple[int, str]] = field(default_factory=list)
    """Causes named at the time of the first record and not found in this range: they may lie in the one before."""
    findings: list[Finding] = field(default_factory=list)

    def admit(self, position: int, at: int, digest: str, cause: str | None) -> None:
        """Check 9: time does not go back; a cause was admitted in the same instant, before what it caused."""
        if at != self.last_at:
            if self.first is None:
                self.first = (position, at)
            elif at < self.last_at:
                self.findings.append(Finding(9, "back_dated", "record", "admitted_at", position))
            self.batch = set()
            self.last_at = at
        if cause is not None and cause not in self.batch:
            if self.first is not None and self.first[1] == at:
                self.leading.append((position, cause))
            else:
                self._miss(position, cause)
        self.batch.add(digest)

    def chain(self, position: int, stream: str, seq: int, prev: str | None, digest: str) -> None:
        """Check 8: the statement follows the last one of its stream."""
        span = self.streams.get(stream)
        if span is None:
            self.streams[stream] = Span(position, seq, prev, seq, digest)
            return
        if seq != span.last_seq + 1 or prev != span.last_digest:
            self._break(position, stream, span, seq, prev)
        span.last_seq, span.last_digest = seq, digest

    def identify(self, position: int, jti: str) -> None:
        """Check 10: the statement id is new."""
        first = self.ids.setdefault(jti, position)
        if first != position:
            self._repeat(position, first)

    def join(self, later: "Order") -> list[Finding]:
        """Take in the range that comes next; what it found, and what does not hold between the two."""
        for stream, span in later.streams.items():
            tip = self.streams.get(stream, _BEFORE)
            if span.seq != tip.last_seq + 1 or span.prev != tip.last_digest:
                self._break(span.position, stream, tip, span.seq, span.prev)
        for jti in self.ids.keys() & later.ids.keys():
            self._repeat(later.ids[jti], self.ids[jti])
        self.streams.update(later.streams)
        self.ids.update(later.ids)
        if later.first is not None:
            self._join_times(*later.first, later)
        found, self.findings = self.findings + later.findings, []
        return found

    def _join_times(self, position: int, at: int, later: "Order") -> None:
        if at < self.last_at:
            self.findings.append(Finding(9, "back_dated", "record", "admitted_at", position))
        known = self.batch if at == self.last_at else set()
        for caused, cause in later.leading:
            if cause not in known:
                self._miss(caused, cause)
        self.batch = known | later.batch if at == later.last_at else later.batch
        self.last_at = later.last_at

    def _miss(self, position: int, cause: str) -> None:
        self.findings.append(Finding(9, "cause_missing", "record", "jws", position, cause))

    def _repeat(self, position: int, first: int) -> None:
        self.findings.append(Finding(10, "replayed", "record", "jti", position, f"first at {first}"))

    def _break(self, position: int, stream: str, tip: Span, seq: int, prev: str | None) -> None:
        if seq != tip.last_seq + 1:
            code = "stream_gap" if seq > tip.last_seq else "stream_fork"
            details = f"{stream}: {seq} follows {tip.last_seq}"
            self.findings.append(Finding(8, code, "record", "version", position, details))
        elif prev != UNKNOWN:
            self.findings.append(Finding(8, "stream_broken", "record", "jws", position, stream))


_BEFORE = Span(-1, 0, None, 0, None)
"""Every stream before its first statement."""
