"""What can be asked of the log and what it answers (追加请求与答复), and the rule by which a group is judged.

Promise: the appends of a group are judged in order, each by itself: an accepted one is seen by those after it, a
refused one leaves no trace. A repeated statement is called DuplicateId even when its streams have moved on since, so
that a retry after a lost answer finds its first admission. Pure, no I/O.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from biaogan.ledger.record import KINDS


@dataclass(frozen=True, slots=True)
class NewRecord:
    """A record to be appended (待追加记录). `version` is the version its stream will have, counting from 1.

    `disclosures` is the "~"-joined rest of the SD-JWT, opaque here; `keys` names for each of them the key it is sealed
    under, "" what stays clear (none named: all of it). `releases` is the name of a round's key that opens from this
    record on, `private` that key if the vault does not hold it. Raises ValueError for what no record can be.
    """

    stream: str
    version: int
    type: str
    jws: bytes
    disclosures: bytes = b""
    jti: str | None = None
    kind: str = "e"
    keys: tuple[str, ...] = ()
    releases: str = ""
    private: bytes | None = field(default=None, repr=False)

    def __post_init__(self) -> None:
        if not (self.stream.isascii() and self.stream.isprintable() and self.stream):
            raise ValueError("a stream is named in printable ASCII")
        if not (self.type.isascii() and self.type.isprintable() and self.type):
            raise ValueError("a record type is named in printable ASCII")
        if self.kind not in KINDS or self.version < 0:
            raise ValueError("a record has a kind of the leaf format and a version that is not negative")


@dataclass(frozen=True, slots=True)
class Append:
    """Records admitted together or not at all (一次追加), if each stream in `expects` still has the version named.

    Version 0 means that the stream does not exist. Raises ValueError when two records share a `jti`.
    """

    records: tuple[NewRecord, ...]
    expects: Mapping[str, int]

    def __post_init__(self) -> None:
        if len(self.records) > 1:
            ids = [record.jti for record in self.records if record.jti is not None]
            if len(ids) != len(set(ids)):
                raise ValueError("two records of one append share a jti")


@dataclass(frozen=True, slots=True)
class Appended:
    """Accepted and durable (已追加): the positions of the records, in their order, and when they were admitted (UTC)."""

    positions: tuple[int, ...]
    admitted_at: datetime


@dataclass(frozen=True, slots=True)
class Conflict:
    """Refused: `stream` has version `actual`, not `expected` (版本冲突). Nothing of the append was written."""

    stream: str
    expected: int
    actual: int


@dataclass(frozen=True, slots=True)
class DuplicateId:
    """Refused: the statement `jti` is in the log already, at `position` (重复声明). Nothing was written."""

    jti: str
    position: int


Outcome = Appended | Conflict | DuplicateId


class Judge:
    """Judges a group of appends (裁定) against the log's size, its streams' versions and its statement ids.

    `tips` holds the version of each stream that exists, `seen` the position of each `jti` that does; both are changed.
    `first` are the versions that a new stream may begin with. In a `chained` group each append was decided on what the
    earlier ones would leave: once one is refused, so are those that go on from it, even where another process has
    brought the stream to the version they name.
    """

    def __init__(
        self, size: int, tips: dict[str, int], seen: dict[str, int], first: Collection[int], chained: bool = False
    ) -> None:
        self.size = size
        self._chained = chained
        self._doubted: set[str] = set()
        self._tips = tips
        self._seen = seen
        self._first = first

    def admit(self, append: Append, admitted_at: datetime) -> Outcome:
        """The outcome of one append; an accepted one takes the next positions."""
        outcome = self._judge(append, admitted_at)
        if self._chained and not isinstance(outcome, Appended):
            self._doubted.update(record.stream for record in append.records)
        return outcome

    def _judge(self, append: Append, admitted_at: datetime) -> Outcome:
        tips = self._tips
        for record in append.records:
            if record.jti is not None and record.jti in self._seen:
                return DuplicateId(record.jti, self._seen[record.jti])
        for stream, expected in append.expects.items():
            actual = tips.get(stream, 0)
            if actual != expected or stream in self._doubted:
                return Conflict(stream, expected, actual)
        moved: dict[str, int] = {}
        for record in append.records:
            stream, version = record.stream, record.version
            tip = moved.get(stream, tips.get(stream))
            follows = version in self._first if tip is None else version == tip + 1
            if not follows or stream in self._doubted:
                return Conflict(stream, version - 1, tip or 0)
            moved[stream] = version
        tips.update(moved)
        start = self.size
        self.size += len(append.records)
        for position, record in enumerate(append.records, start):
            if record.jti is not None:
                self._seen[record.jti] = position
        return Appended(tuple(range(start, self.size)), admitted_at)


def touched(appends: Sequence[Append]) -> tuple[list[str], list[str]]:
    """The streams and the statement ids that a group of appends is about, each once."""
    streams: set[str] = set()
    ids: set[str] = set()
    for append in appends:
        streams.update(append.expects)
        for record in append.records:
            streams.add(record.stream)
            if record.jti is not None:
                ids.add(record.jti)
    return list(streams), list(ids)
